-- Take a message into a thread's inbox, once however often it is delivered.
-- KEYS: seen, thread, inbox, due look, quiet.  ARGV: thread id, message, place, seconds to remember,
--       'known' to take it only into a thread that exists.
-- Returns accepted, duplicate or unknown, and whether a turn is under way.
if ARGV[5] == 'known' and redis.call('EXISTS', KEYS[2]) == 0 then
  return {'unknown', 0}
end
if not redis.call('SET', KEYS[1], 1, 'NX', 'EX', ARGV[4]) then
  return {'duplicate', 0}
end
local time = redis.call('TIME')
redis.call('HSETNX', KEYS[2], 'place', ARGV[3])
redis.call('RPUSH', KEYS[3], ARGV[2])
redis.call('ZREM', KEYS[5], ARGV[1])
redis.call('ZADD', KEYS[4], time[1] .. '.' .. string.format('%06d', time[2]), ARGV[1])
return {'accepted', redis.call('HEXISTS', KEYS[2], 'turn')}
