-- Write down what a message shows. Where somebody else has done so since the caller looked, nobody knows whose change Slack
-- got last: then it is drawn once more. The message that was written down first keeps its place.
-- KEYS: approval, due draw, then the card's own key, if people can reply to the message.
-- ARGV: id, place, seal of what the caller had read ('' for none), ts of the message, the drawing, the same without its
--       seal, seconds in which replies are understood.
-- Returns 0 when another message has the place.
local field = 'drawing:' .. ARGV[2]
local held = redis.call('HGET', KEYS[1], field)
local drawing = held and cjson.decode(held) or {}
local drawn = ARGV[5]
if type(drawing.seal) == 'string' and drawing.seal ~= ARGV[3] then
  if drawing.ts ~= ARGV[4] then
    return 0
  end
  drawn = ARGV[6]
  local time = redis.call('TIME')
  redis.call('ZADD', KEYS[2], time[1] .. '.' .. string.format('%06d', time[2]), ARGV[1])
end
redis.call('HSET', KEYS[1], field, drawn)
if KEYS[3] then
  redis.call('SET', KEYS[3], ARGV[1], 'EX', ARGV[7])
end
return 1
