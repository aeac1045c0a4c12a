-- End the turn that answers this message; the thread stays due while messages wait.
-- A worker that was thought dead must not end the turn after its own: then nothing is changed.
-- KEYS: thread, inbox, due look, quiet.  ARGV: thread id, the message's ts.  Returns 1 when messages wait.
local turn = redis.call('HGET', KEYS[1], 'turn')
if not turn or not string.find(turn, '"ts":"' .. ARGV[2] .. '"', 1, true) then
  return 0
end
redis.call('HDEL', KEYS[1], 'turn', 'started', 'open', 'answering', 'posting', 'attempts', 'attempt')
if redis.call('LLEN', KEYS[2]) > 0 then
  return 1
end
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('ZADD', KEYS[4], redis.call('TIME')[1], ARGV[1])
return 0
