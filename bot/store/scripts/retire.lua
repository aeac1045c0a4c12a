-- Forget a conversation that has been quiet for long, unless somebody spoke up meanwhile.
-- KEYS: thread, inbox, quiet.  ARGV: thread id, epoch second before which it must have become quiet.
-- Returns 1 when it was forgotten.
local since = redis.call('ZSCORE', KEYS[3], ARGV[1])
if not since or tonumber(since) > tonumber(ARGV[2]) then
  return 0
end
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('DEL', KEYS[1], KEYS[2])
return 1
