-- Whoever runs a call gives its grant back: the tool itself asks people something, and begins anew with their answer.
-- KEYS: grant.  ARGV: token.  Returns 0 when somebody else decided meanwhile.
local grant = redis.call('HMGET', KEYS[1], 'status', 'token')
if grant[1] ~= 'running' or grant[2] ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'status', 'granted')
redis.call('HDEL', KEYS[1], 'token', 'until')
return 1
