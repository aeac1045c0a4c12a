-- Take the right to run a call, once.
-- KEYS: grant, due draw.  ARGV: digest of the call that is about to run.
-- Returns what to do: run (with the stored arguments), done or failed (with the recorded result), in_doubt, differs, missing.
local grant = redis.call('HMGET', KEYS[1], 'status', 'digest', 'arguments', 'result', 'approval')
local status = grant[1]
if not status then
  return {'missing', ''}
end
if grant[2] ~= ARGV[1] then
  return {'differs', ''}
end
if status == 'granted' then
  redis.call('HSET', KEYS[1], 'status', 'running', 'started', redis.call('TIME')[1])
  return {'run', grant[3]}
end
if status == 'done' or status == 'failed' then
  return {status, grant[4]}
end
-- Running already: the process that ran it died before it could say how it went.
redis.call('HSET', KEYS[1], 'status', 'in_doubt')
redis.call('ZADD', KEYS[2], redis.call('TIME')[1], grant[5])
return {'in_doubt', ''}
