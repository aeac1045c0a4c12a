-- Move an approval to another state if it is in one that allows it.
-- KEYS: approval, due draw.  ARGV: id, new state, seconds to keep it ('' for ever), the states that allow the move.
-- Returns the state it was in.
local state = redis.call('HGET', KEYS[1], 'state')
for allowed = 4, #ARGV do
  if state == ARGV[allowed] then
    local time = redis.call('TIME')
    redis.call('HSET', KEYS[1], 'state', ARGV[2])
    redis.call('ZADD', KEYS[2], time[1] .. '.' .. string.format('%06d', time[2]), ARGV[1])
    if ARGV[3] ~= '' then
      redis.call('EXPIRE', KEYS[1], ARGV[3])
    end
    break
  end
end
return state
