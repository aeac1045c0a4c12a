-- Whoever runs a call says why it cannot know whether it took effect, and that it runs no more: people read it.
-- KEYS: grant.  ARGV: token, reason.  Returns 0 when somebody else decided meanwhile.
local grant = redis.call('HMGET', KEYS[1], 'status', 'token')
if grant[1] ~= 'running' or grant[2] ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'reason', ARGV[2])
return 1
