-- The thread's current turn; when there is none, the next message becomes it.
-- KEYS: thread, inbox, due look.  ARGV: thread id.
-- Returns turn, started, open approvals, answering since, attempts, and the due mark; or nothing when there is no work.
local turn = redis.call('HGET', KEYS[1], 'turn')
if not turn then
  turn = redis.call('LPOP', KEYS[2])
  if not turn then
    redis.call('ZREM', KEYS[3], ARGV[1])
    return false
  end
  redis.call('HSET', KEYS[1], 'turn', turn)
end
local rest = redis.call('HMGET', KEYS[1], 'started', 'open', 'answering', 'attempts')
return {turn, rest[1] or '', rest[2] or '', rest[3] or '', rest[4] or '0',
  redis.call('ZSCORE', KEYS[3], ARGV[1]) or ''}
