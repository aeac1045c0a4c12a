-- The answer of the current turn is about to be posted: a message found from then on may be it.
-- KEYS: thread.
local time = redis.call('TIME')
return redis.call('HSET', KEYS[1], 'answering', time[1] .. '.' .. string.format('%06d', time[2]))
