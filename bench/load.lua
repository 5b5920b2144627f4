-- What wrk runs for bench/load.py: it says what was measured as one line of JSON, and with POSTS
-- set, that share of the requests are posts and the others reads of PAGES. Then wrk is to have a
-- thread for each connection, so that each answer is that to the request before.

local posts = tonumber(os.getenv("POSTS") or "")
local threads = {}

function setup(thread)
   thread:set("number", #threads)
   table.insert(threads, thread)
end

local function lines(name)
   local found = {}
   for line in io.lines(os.getenv(name)) do
      table.insert(found, line)
   end
   return found
end

if posts then
   local ffi = require "ffi"
   ffi.cdef [[
      typedef struct { long seconds, nanoseconds; } moment;
      int clock_gettime(int clock, moment *now);
   ]]
   local moment = ffi.new("moment")
   local function now()
      ffi.C.clock_gettime(1, moment)
      return tonumber(moment.seconds) * 1000 + tonumber(moment.nanoseconds) / 1e6
   end

   local texts, pages, parents = lines("TEXTS"), lines("PAGES"), lines("PARENTS")
   local origin, action, began = os.getenv("SITE"), os.getenv("ACTION"), tonumber(os.getenv("BEGAN"))
   local kind, asked, wanted, sent = nil, nil, nil, 0
   reads, taken, refused, stale, failed = {}, {}, 0, 0, 0

   function init()
      math.randomseed(began + (number or 0))
   end

   -- Each from another person at another address, since each of them has limits.
   local function post()
      sent = sent + 1
      local writer = began * 64 + number + sent * 64 * 100000
      local one = math.random(16777216)
      local body = "name=Dana+Whitfield&profession=&country=US&city=Boulder&state=CO&website=" ..
         "&email=writer" .. string.format("%.0f", writer) .. "%40example.org" ..
         "&comment=" .. texts[math.random(#texts)]
      if #parents > 0 then
         body = body .. "&parent=" .. parents[math.random(#parents)]
      end
      return wrk.format("POST", action, {
         ["Origin"] = origin,
         ["Host"] = origin:gsub("http://", ""),
         ["Content-Type"] = "application/x-www-form-urlencoded",
         ["X-Forwarded-For"] = string.format("10.%d.%d.%d",
            math.floor(one / 65536) % 256, math.floor(one / 256) % 256, one % 256),
      }, body)
   end

   function request()
      local made
      if wanted then
         kind, made = "look", wrk.format("GET", wanted.page)
      elseif math.random() < posts then
         kind, made = "post", post()
      else
         kind, made = "read", wrk.format("GET", pages[math.random(#pages)])
      end
      asked = now()
      return made
   end

   function response(status, headers, body)
      local took = now() - asked
      if kind == "post" then
         local location = headers["location"] or headers["Location"] or ""
         if status == 303 then
            table.insert(taken, took)
         else
            refused = refused + 1
         end
         -- Where reads go on beside it, the next of them looks whether the comment is there.
         local page, key = location:match("^([^?#]+).*#c(%d+)$")
         wanted = posts < 1 and page and { page = page, mark = ' id=c' .. key .. ' ' } or nil
      else
         if status ~= 200 then
            failed = failed + 1
         elseif kind == "look" and not body:find(wanted.mark, 1, true) then
            stale = stale + 1
         end
         table.insert(reads, took)
         wanted = nil
      end
   end
end

local function all(name)
   local found = {}
   for _, thread in ipairs(threads) do
      for _, each in ipairs(thread:get(name)) do
         table.insert(found, each)
      end
   end
   table.sort(found)
   return found
end

local function sum(name)
   local total = 0
   for _, thread in ipairs(threads) do
      total = total + thread:get(name)
   end
   return total
end

local function percentile(sorted, share)
   return sorted[math.max(1, math.ceil(#sorted * share))] or 0
end

function done(summary, latency, requests)
   local errors = summary.errors
   local said = {
      requests = summary.requests,
      seconds = summary.duration / 1e6,
      p50 = latency:percentile(50) / 1000,
      p99 = latency:percentile(99) / 1000,
      errors = errors.connect + errors.read + errors.write + errors.timeout,
      refused = posts and sum("refused") or errors.status,
   }
   if posts then
      local read, taken = all("reads"), all("taken")
      said.reads, said.read_p50, said.read_p99 = #read, percentile(read, 0.5), percentile(read, 0.99)
      said.posts, said.post_p50, said.post_p99 = #taken, percentile(taken, 0.5), percentile(taken, 0.99)
      said.stale, said.failed = sum("stale"), sum("failed")
   end
   local parts = {}
   for name, value in pairs(said) do
      table.insert(parts, string.format('"%s": %.3f', name, value))
   end
   print("{" .. table.concat(parts, ", ") .. "}")
end
