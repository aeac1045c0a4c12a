-- End the current turn; the thread stays due while messages wait.
-- KEYS: thread, inbox, due look, quiet.  ARGV: thread id.
redis.call('HDEL', KEYS[1], 'turn', 'started', 'open', 'answering', 'attempts')
if redis.call('LLEN', KEYS[2]) == 0 then
  redis.call('ZREM', KEYS[3], ARGV[1])
  redis.call('ZADD', KEYS[4], redis.call('TIME')[1], ARGV[1])
end
return 1
