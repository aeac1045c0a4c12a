-- Write down how a granted call went; what was recorded or decided before stands.
-- KEYS: grant, due draw, audit.  ARGV: token, status (done or failed), result, audit entry (what the grant knows is added
--       here), seconds to keep the grant.
-- Returns 1 when it stands there.
local grant = redis.call('HMGET', KEYS[1], 'status', 'token', 'approval', 'latest', 'tool', 'digest', 'result')
if grant[1] == ARGV[2] and grant[7] == ARGV[3] then
  return 1 -- A client that lost the answer says it again.
end
-- In doubt, whoever knows is welcome: a look-up, or the runner that was thought dead. That one also while nobody has
-- begun to run it again, though people said so.
local ours = grant[2] == ARGV[1] and (grant[1] == 'running' or grant[1] == 'granted')
if grant[1] ~= 'in_doubt' and not ours then
  return 0
end
redis.call('HSET', KEYS[1], 'status', ARGV[2], 'result', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[5])
local entry = cjson.decode(ARGV[4])
entry.approval, entry.tool, entry.digest = grant[3], grant[5], grant[6]
redis.call('XADD', KEYS[3], '*', 'entry', cjson.encode(entry))
local time = redis.call('TIME')
local now = time[1] .. '.' .. string.format('%06d', time[2])
redis.call('ZADD', KEYS[2], now, grant[3], now, grant[4])
return 1
