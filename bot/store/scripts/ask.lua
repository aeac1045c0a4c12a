-- Store what was asked, once. Asking again finds the first and changes nothing.
-- KEYS: approval, deadlines, alarms, due draw, audit.  ARGV: id, ask, asked at, deadline, next alarm ('' for none), an
--       audit entry per action.
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
redis.call('HSET', KEYS[1], 'ask', ARGV[2], 'state', 'pending', 'changed', 0, 'asked_at', ARGV[3], 'deadline', ARGV[4])
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
if ARGV[5] ~= '' then
  redis.call('ZADD', KEYS[3], ARGV[5], ARGV[1])
end
redis.call('ZADD', KEYS[4], ARGV[3], ARGV[1])
for entry = 6, #ARGV do
  redis.call('XADD', KEYS[5], '*', 'entry', ARGV[entry])
end
return 1
