-- Whoever runs a call gives its grant back: the tool itself asks people something, and begins anew with their answer.
-- When its run has ended meanwhile, or was withdrawn, the grant goes as one that was never used.
-- KEYS: grant, granted to the run.  ARGV: token, what keys of approvals begin with.
-- Returns 1 when it can be claimed again; 0 when it cannot, or somebody else decided meanwhile.
local grant = redis.call('HMGET', KEYS[1], 'status', 'token', 'approval')
if grant[1] ~= 'running' or grant[2] ~= ARGV[1] then
  return 0
end
local withdrawn = redis.call('HGET', ARGV[2] .. grant[3], 'state') == 'withdrawn'
if withdrawn or redis.call('SISMEMBER', KEYS[2], KEYS[1]) == 0 then
  redis.call('DEL', KEYS[1])
  return 0
end
redis.call('HSET', KEYS[1], 'status', 'granted')
redis.call('HDEL', KEYS[1], 'token', 'until')
return 1
