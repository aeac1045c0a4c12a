-- The run of this turn waits for these approvals: it made progress, so its attempts count anew.
-- A worker that was thought dead must not say so of a later turn: then nothing is changed.
-- KEYS: thread, due look, then the approval that the run was told of, if it was.
-- ARGV: thread id, the message's ts, ids of the approvals (JSON), what the key of an approval begins with, seconds to
--       keep the one that the run was told of.
-- Returns 1 when one of them is decided already, else 0 and the thread is not due any more; then the open approvals for
--         which no run waits: these when the turn is over, else those that it waited for before and now does not.
local asked = cjson.decode(ARGV[3])

local function is_open(id)
  return redis.call('HGET', ARGV[4] .. id, 'state') == 'pending'
end

local function orphans(decided, ids, but)
  local found = {decided}
  for _, id in ipairs(ids) do
    if is_open(id) and not but[id] then
      table.insert(found, id)
    end
  end
  return found
end

local turn = redis.call('HGET', KEYS[1], 'turn')
if not turn or not string.find(turn, '"ts":"' .. ARGV[2] .. '"', 1, true) then
  return orphans(0, asked, {})
end
local before = cjson.decode(redis.call('HGET', KEYS[1], 'open') or '[]')
redis.call('HSET', KEYS[1], 'open', ARGV[3], 'attempts', 0)
if KEYS[3] and redis.call('HGET', KEYS[3], 'state') == 'resuming' then
  redis.call('HSET', KEYS[3], 'state', 'resumed')
  redis.call('EXPIRE', KEYS[3], ARGV[5])
end
local decided, still = 0, {}
for _, id in ipairs(asked) do
  still[id] = true
  decided = is_open(id) and decided or 1
end
if decided == 0 then
  redis.call('ZREM', KEYS[2], ARGV[1])
end
return orphans(decided, before, still)
