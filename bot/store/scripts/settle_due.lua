-- What was due is done, unless it became due again meanwhile.
-- KEYS: a due set.  ARGV: member, the mark seen before the work began.
local mark = redis.call('ZSCORE', KEYS[1], ARGV[1])
if mark and tonumber(mark) == tonumber(ARGV[2]) then
  return redis.call('ZREM', KEYS[1], ARGV[1])
end
return 0
