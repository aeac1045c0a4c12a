-- Take a thread up: its current turn, or the next message as a new one. This counts as an attempt to answer it.
-- KEYS: thread, inbox, due look.  ARGV: thread id, what the key of an approval begins with, token of who takes it up.
-- Returns turn, started before, open approvals, answering since, attempts before, and the fields of the approval that
--         nobody has to decide any more; or nothing when there is no work until somebody writes or decides.
local turn = redis.call('HGET', KEYS[1], 'turn')
if not turn then
  turn = redis.call('LPOP', KEYS[2])
  if not turn then
    redis.call('ZREM', KEYS[3], ARGV[1])
    return false
  end
  redis.call('HSET', KEYS[1], 'turn', turn)
end
local rest = redis.call('HMGET', KEYS[1], 'started', 'open', 'answering', 'attempts', 'attempt')

-- A server of one node: keys need not be named beforehand.
local waits, answered = false, nil
-- A run that is over waits for nobody.
for _, id in ipairs(cjson.decode(not rest[3] and rest[2] or '[]')) do
  local state = redis.call('HGET', ARGV[2] .. id, 'state')
  waits = waits or state == 'pending'
  if not answered and state and state ~= 'pending' and state ~= 'resumed' then
    answered = ARGV[2] .. id
  end
end
if waits and not answered then
  redis.call('ZREM', KEYS[3], ARGV[1])
  return false
end

-- A client that lost the answer asks again with the same token: that is the same attempt.
local attempts = tonumber(rest[4] or 0)
if rest[5] == ARGV[3] then
  attempts = attempts - 1
end
redis.call('HSET', KEYS[1], 'started', 1, 'attempts', attempts + 1, 'attempt', ARGV[3])
local fields = answered and redis.call('HGETALL', answered) or {}
if answered and redis.call('HGET', answered, 'state') == 'decided' then
  redis.call('HSET', answered, 'state', 'resuming')
end
return {turn, rest[1] or '', rest[2] or '[]', rest[3] or '', attempts, fields}
