-- Change a pending approval, if nobody has changed it since it was read.
-- KEYS: approval, deadlines, alarms, due draw, due look, audit, granted to the run, then a grant per action that is
--       settled by this.
-- ARGV: id, thread, how often it had been written when it was read, '1' when it is the clock that changes it, new state,
--       what became of it (JSON), deadline, next alarm ('' for none), seconds to keep it ('' for ever), kind of the
--       approval, how many audit entries, the entries, then per grant: status ('' takes away one that was not used),
--       tool, arguments, digest, fingerprint of the tool, result.
-- Returns accepted, changed (somebody was faster), settled, expired, early or unknown.
local record = redis.call('HMGET', KEYS[1], 'state', 'writes', 'deadline')
if not record[1] then
  return 'unknown'
end
if record[1] ~= 'pending' then
  return 'settled'
end
if record[2] ~= ARGV[3] then
  return 'changed'
end
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local late = now >= tonumber(record[3])
if late and ARGV[4] ~= '1' then
  return 'expired'
end
if ARGV[4] == '1' and not late then
  return 'early'
end

local id, stamp = ARGV[1], string.format('%.6f', now)
redis.call('HSET', KEYS[1], 'state', ARGV[5], 'writes', ARGV[3] + 1, 'course', ARGV[6], 'deadline', ARGV[7])
if ARGV[5] == 'pending' then
  redis.call('ZADD', KEYS[2], ARGV[7], id)
else
  redis.call('ZREM', KEYS[2], id)
  redis.call('ZADD', KEYS[5], stamp, ARGV[2])
end
if ARGV[5] == 'pending' and ARGV[8] ~= '' then
  redis.call('ZADD', KEYS[3], ARGV[8], id)
else
  redis.call('ZREM', KEYS[3], id)
end
if ARGV[9] ~= '' then
  redis.call('EXPIRE', KEYS[1], ARGV[9])
end
redis.call('ZADD', KEYS[4], stamp, id)

local entries = tonumber(ARGV[11])
for entry = 12, 11 + entries do
  redis.call('XADD', KEYS[6], '*', 'entry', ARGV[entry])
end

local function give(grant, first)
  local status, approval = unpack(redis.call('HMGET', grant, 'status', 'approval'))
  if ARGV[first] == '' then
    if status == 'granted' and approval == id then
      redis.call('DEL', grant)
    end
    return
  end
  if ARGV[10] ~= 'doubt' then
    -- A call is granted once; only a model that names another call the same gets a grant for that one too.
    if approval == id or status == 'running' or status == 'in_doubt' then
      return
    end
    redis.call('HSET', grant, 'approval', id)
  elseif status ~= 'in_doubt' then
    return -- It became known meanwhile how the call went: that stands, and it must not run again.
  end
  redis.call('HSET', grant, 'status', ARGV[first], 'latest', id, 'tool', ARGV[first + 1],
    'arguments', ARGV[first + 2], 'digest', ARGV[first + 3], 'fingerprint', ARGV[first + 4],
    'result', ARGV[first + 5])
  redis.call('SADD', KEYS[7], grant)
end

for grant = 8, #KEYS do
  give(KEYS[grant], 12 + entries + (grant - 8) * 6)
end
return 'accepted'
