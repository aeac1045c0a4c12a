-- Write down how a granted call went.
-- KEYS: grant, due draw, audit.  ARGV: status (done or failed), result, audit entry, seconds to keep the grant.
local approval = redis.call('HGET', KEYS[1], 'approval')
redis.call('HSET', KEYS[1], 'status', ARGV[1], 'result', ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('XADD', KEYS[3], '*', 'entry', ARGV[3])
redis.call('ZADD', KEYS[2], redis.call('TIME')[1], approval)
return approval
