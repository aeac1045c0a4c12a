-- Store what was asked, once. Asking again finds the first and changes nothing.
-- KEYS: approval, deadlines, due draw, audit.  ARGV: id, ask, asked at, deadline, an audit entry per action.
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
redis.call('HSET', KEYS[1], 'ask', ARGV[2], 'state', 'pending', 'left', #ARGV - 4,
  'asked_at', ARGV[3], 'deadline', ARGV[4])
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1])
for entry = 5, #ARGV do
  redis.call('XADD', KEYS[4], '*', 'entry', ARGV[entry])
end
return 1
