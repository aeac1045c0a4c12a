-- A message that shows an approval is about to be posted. Whoever says so first may post it; others look for it, and may
-- post it only when the one before has been silent for so long that it may be dead.
-- KEYS: approval.  ARGV: place, ts of the message in whose place it comes ('' for none), seconds of patience.
-- Returns since when the message may be there ('' for the first) and the seconds to wait.
local field, held = 'drawing:' .. ARGV[1], redis.call('HGET', KEYS[1], 'drawing:' .. ARGV[1])
local drawing = held and cjson.decode(held) or {}
local shown = type(drawing.ts) == 'string' and drawing.ts or ''
local since = held and string.format('%.6f', drawing.intended_at) or ''
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
if shown ~= ARGV[2] then
  return {since, ARGV[3]} -- Somebody has posted it, or means to, since the caller read the approval.
end
local left = (redis.call('HGET', KEYS[1], 'posting:' .. ARGV[1]) or 0) + ARGV[3] - now
if left > 0 and shown == '' then
  return {since, string.format('%.6f', left)}
end
local stamp = string.format('%.6f', now)
redis.call('HSET', KEYS[1], 'posting:' .. ARGV[1], stamp)
if not held or shown ~= '' then
  redis.call('HSET', KEYS[1], field, '{"intended_at":' .. stamp .. '}')
  return {'', '0'}
end
return {since, '0'}
