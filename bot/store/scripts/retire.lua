-- Forget a conversation that has been quiet for long, unless somebody spoke up meanwhile. A grant that was given after
-- its run had ended goes with it. It counts as quiet until what else is kept of it is forgotten too.
-- KEYS: thread, inbox, granted to the run, quiet.  ARGV: thread id, epoch second before which it must have become quiet.
-- Returns 1 when it was forgotten.
local since = redis.call('ZSCORE', KEYS[4], ARGV[1])
if not since or tonumber(since) > tonumber(ARGV[2]) then
  return 0
end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], unpack(redis.call('SMEMBERS', KEYS[3])))
return 1
