-- The run of this turn waits for these approvals: it made progress, so its attempts count anew.
-- A worker that was thought dead must not say so of a later turn: then nothing is changed.
-- KEYS: thread, due look.
-- ARGV: thread id, the message's ts, ids of the approvals (JSON), what the key of an approval begins with, seconds to
--       keep those that it does not wait for any more.
-- Returns 1 when one of them is decided already, else 0 and the thread is not due any more; then the open approvals for
--         which no run waits: these when the turn is over, else those that it waited for before and now does not.
local asked = cjson.decode(ARGV[3])

local function state(id)
  return redis.call('HGET', ARGV[4] .. id, 'state')
end

local function orphans(decided, ids, but)
  local found = {decided}
  for _, id in ipairs(ids) do
    if state(id) == 'pending' and not but[id] then
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
local decided, still = 0, {}
for _, id in ipairs(asked) do
  still[id] = true
  decided = state(id) == 'pending' and decided or 1
end
for _, id in ipairs(before) do
  -- One that is decided and not told was overtaken by what the run asks now.
  if state(id) == 'resuming' or (state(id) == 'decided' and not still[id]) then
    redis.call('HSET', ARGV[4] .. id, 'state', 'resumed')
    redis.call('EXPIRE', ARGV[4] .. id, ARGV[5])
  end
end
if decided == 0 then
  redis.call('ZREM', KEYS[2], ARGV[1])
end
return orphans(decided, before, still)
