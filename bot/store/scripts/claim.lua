-- Take the right to run a call, once.
-- KEYS: grant, due draw.  ARGV: digest of the call that is about to run, token of who asks, lease in seconds,
--       '1' when running it again does no harm, fingerprint of the tool that is about to run.
-- Returns what to do, and the text that goes with it: run (the stored arguments), done or failed (the recorded
-- result), running (seconds until its lease ends), in_doubt (JSON: how often it was so far, and why if the tool said
-- so), differs, changed, missing.
local grant = redis.call('HMGET', KEYS[1], 'status', 'digest', 'arguments', 'result', 'approval', 'until', 'token',
  'fingerprint', 'reason')
local status = grant[1]
if not status then
  return {'missing', ''}
end
if grant[2] ~= ARGV[1] then
  return {'differs', ''}
end
if status == 'done' or status == 'failed' then
  return {status, grant[4] or ''}
end
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
-- A client that lost the answer asks again with the same token.
local ours = status == 'running' and grant[7] == ARGV[2]
-- What its tool itself cannot know, another run of it would not tell either: then people are asked, and at once.
local doubted = grant[9]
if status == 'running' and not ours and not doubted and now < tonumber(grant[6]) then
  return {'running', string.format('%.3f', tonumber(grant[6]) - now)}
end
local same = grant[8] == ARGV[5]
if status == 'granted' and not same then
  return {'changed', ''}
end
if status == 'granted' or ours or (status == 'running' and ARGV[4] == '1' and same and not doubted) then
  redis.call('HSET', KEYS[1], 'status', 'running', 'token', ARGV[2], 'until', string.format('%.6f', now + ARGV[3]))
  redis.call('HDEL', KEYS[1], 'reason')
  return {'run', grant[3]}
end
if status == 'running' then
  -- Whoever ran it is gone without a word, or does not know how it went.
  redis.call('HSET', KEYS[1], 'status', 'in_doubt')
  redis.call('HINCRBY', KEYS[1], 'doubts', 1)
  redis.call('ZADD', KEYS[2], string.format('%.6f', now), grant[5])
end
local doubt = redis.call('HMGET', KEYS[1], 'doubts', 'reason')
return {'in_doubt', cjson.encode({times = tonumber(doubt[1]), reason = doubt[2] or ''})}
