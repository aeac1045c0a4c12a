-- Whoever runs a call says that it still does.
-- KEYS: grant.  ARGV: token, lease in seconds.  Returns 0 when somebody else decided meanwhile.
local grant = redis.call('HMGET', KEYS[1], 'status', 'token')
if grant[1] ~= 'running' or grant[2] ~= ARGV[1] then
  return 0
end
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], 'until', string.format('%.6f', tonumber(time[1]) + tonumber(time[2]) / 1000000 + ARGV[2]))
return 1
