/** Logs as tools write them. Those under one label are the same error of another run, machine or commit; others are not. */
export const labelledErrors: readonly (readonly [label: string, ...logs: string[]])[] = [
  [
    'js undefined id in findUser',
    "TypeError: Cannot read properties of undefined (reading 'id')\n    at findUser (/home/ada/shop/src/auth/user.ts:42:17)\n    at async login (/home/ada/shop/src/auth/login.ts:12:3)\n    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)",
    "  ● login › refuses\n\n    TypeError: Cannot read properties of undefined (reading 'id')\n\n      at findUser (src/auth/users/user.ts:57:21)\n      at async handle (src/api/handle.ts:3:9)\n      at Object.<anonymous> (test/login.test.ts:9:5)",
    "2026-03-01T10:00:12.123Z [error] Uncaught TypeError: Cannot read properties of undefined (reading 'id')\n    at findUser (file:///app/dist/auth/user.js:44:11)\n    at login (file:///app/dist/auth/login.js:19:8)",
  ],
  [
    'js undefined id in chargeCard',
    "TypeError: Cannot read properties of undefined (reading 'id')\n    at chargeCard (/srv/shop/src/pay/card.ts:8:17)\n    at checkout (/srv/shop/src/pay/checkout.ts:12:3)",
    "TypeError: Cannot read properties of undefined (reading 'id')\n    at chargeCard (/builds/2/shop/src/pay/card.ts:10:19)\n    at Promise.all (index 0)",
  ],
  [
    'js undefined token in findUser',
    "TypeError: Cannot read properties of undefined (reading 'token')\n    at findUser (/home/ada/shop/src/auth/user.ts:43:17)",
    "\u001B[31mTypeError: Cannot read properties of undefined (reading 'token')\u001B[39m\n    at findUser (/runner/_work/shop/src/auth/user.ts:51:2)",
  ],
  [
    'js module left-pad',
    "Error: Cannot find module 'left-pad'\nRequire stack:\n- /app/src/index.js\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1143:15)",
    "node:internal/modules/cjs/loader:1228\n  throw err;\n  ^\n\nError: Cannot find module 'left-pad'\nRequire stack:\n- /home/runner/work/shop/lib/main.js\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1225:15)",
  ],
  [
    'js module express',
    "Error: Cannot find module 'express'\nRequire stack:\n- /app/src/index.js\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1143:15)",
    "Error: Cannot find module 'express'\nRequire stack:\n- /opt/build/server.js\n    at Module._resolveFilename (node:internal/modules/cjs/loader:933:15)",
  ],
  [
    'js connection refused',
    'Error: connect ECONNREFUSED 127.0.0.1:5432\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1637:16)',
    'Error: connect ECONNREFUSED 10.0.3.17:54329\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)',
    'Error: connect ECONNREFUSED ::1:6543\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)',
  ],
  [
    'js jest timeout',
    'thrown: "Exceeded timeout of 5000 ms for a test.\nAdd a timeout value to this test to increase the timeout, if this is a long-running test."',
    'thrown: "Exceeded timeout of 30000 ms for a test.\nAdd a timeout value to this test to increase the timeout, if this is a long-running test."',
  ],
  [
    'ts not assignable',
    "src/auth/login.ts(3,5): error TS2322: Type 'string' is not assignable to type 'number'.",
    "src/user/login.ts:17:9 - error TS2322: Type 'string' is not assignable to type 'number'.\n\n17         id: name,\n           ~~",
  ],
  [
    'ts no property',
    "src/auth/login.ts(3,5): error TS2339: Property 'token' does not exist on type 'User'.",
    "src/a/b.ts:99:1 - error TS2339: Property 'token' does not exist on type 'User'.",
  ],
  [
    'ts no other property',
    "src/auth/login.ts(3,5): error TS2339: Property 'mail' does not exist on type 'User'.",
    "packages/web/src/c.ts:4:13 - error TS2339: Property 'mail' does not exist on type 'User'.",
  ],
  [
    'py no module yaml',
    'Traceback (most recent call last):\n  File "/home/ada/tool/run.py", line 3, in <module>\n    import yaml\nModuleNotFoundError: No module named \'yaml\'',
    "ImportError while importing test module '/builds/7/tool/tests/test_run.py'.\nTraceback:\n/usr/lib/python3.11/importlib/__init__.py:126: in import_module\n    return _bootstrap._gcd_import(name[level:], package, level)\ntests/test_run.py:1: in <module>\n    import yaml\nE   ModuleNotFoundError: No module named 'yaml'",
  ],
  [
    'py no module requests',
    'Traceback (most recent call last):\n  File "tool/fetch.py", line 1, in <module>\n    import requests\nModuleNotFoundError: No module named \'requests\'',
    "E   ModuleNotFoundError: No module named 'requests'",
  ],
  [
    'py key error in price',
    'Traceback (most recent call last):\n  File "/srv/shop/app.py", line 12, in main\n    price(cart)\n  File "/srv/shop/cart.py", line 33, in price\n    return TABLE[item]\nKeyError: \'tax\'',
    '2026-02-11 08:12:33,120 ERROR worker-3 Traceback (most recent call last):\n  File "/opt/app/web.py", line 99, in view\n    total = price(cart)\n  File "/opt/app/lib/cart.py", line 41, in price\n    return TABLE[item]\nKeyError: \'tax\'',
  ],
  [
    'py value error in parse',
    'Traceback (most recent call last):\n  File "a/parse.py", line 9, in parse_count\n    return int(text)\nValueError: invalid literal for int() with base 10: \'abc\'',
    'Traceback (most recent call last):\n  File "/x/y/parse.py", line 19, in parse_count\n    return int(text)\nValueError: invalid literal for int() with base 10: \'12,5\'',
  ],
  [
    'py attribute of None',
    "Traceback (most recent call last):\n  File \"/srv/a.py\", line 9, in send\n    user.mail.lower()\nAttributeError: 'NoneType' object has no attribute 'lower'",
    "app/mail.py:31: in send\n    user.mail.lower()\nE   AttributeError: 'NoneType' object has no attribute 'lower'",
  ],
  [
    'py connection while handling',
    'Traceback (most recent call last):\n  File "/srv/db.py", line 5, in connect\n    sock.connect(addr)\nConnectionRefusedError: [Errno 111] Connection refused\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "/srv/app.py", line 40, in start\n    connect()\nshop.errors.StoreDown: store at 10.0.0.3:5432 is down after 3 tries',
    'Traceback (most recent call last):\n  File "/app/db.py", line 7, in connect\n    sock.connect(addr)\nConnectionRefusedError: [Errno 111] Connection refused\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "/app/app.py", line 44, in start\n    connect()\nshop.errors.StoreDown: store at 10.7.0.9:15432 is down after 5 tries',
  ],
  [
    'java null in Cart',
    'java.lang.NullPointerException: Cannot invoke "com.acme.Item.price()" because "item" is null\n\tat com.acme.shop.Cart.total(Cart.java:42)\n\tat com.acme.shop.Checkout.pay(Checkout.java:17)\n\tat java.base/java.lang.Thread.run(Thread.java:833)',
    'Exception in thread "http-nio-8080-exec-7" java.lang.NullPointerException: Cannot invoke "com.acme.Item.price()" because "item" is null\n\tat com.acme.shop.Cart.total(Cart.java:57)\n\tat com.acme.web.Api.post(Api.java:120)',
  ],
  [
    'java null in Mailer',
    'java.lang.NullPointerException: Cannot invoke "com.acme.User.mail()" because "user" is null\n\tat com.acme.shop.Mailer.send(Mailer.java:42)',
    'java.lang.NullPointerException: Cannot invoke "com.acme.User.mail()" because "user" is null\n\tat com.acme.shop.Mailer.send(Mailer.java:12)\n\tat com.acme.shop.Job.run(Job.java:3)',
  ],
  [
    'java caused by pool',
    'org.springframework.transaction.CannotCreateTransactionException: Could not open JPA EntityManager for transaction\n\tat org.springframework.orm.jpa.JpaTransactionManager.doBegin(JpaTransactionManager.java:466)\nCaused by: java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30001ms.\n\tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:696)',
    'javax.servlet.ServletException: Request processing failed\n\tat org.springframework.web.servlet.FrameworkServlet.doGet(FrameworkServlet.java:898)\nCaused by: java.sql.SQLTransientConnectionException: HikariPool-2 - Connection is not available, request timed out after 30007ms.\n\tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:700)',
  ],
  [
    'java class not found',
    'java.lang.ClassNotFoundException: org.postgresql.Driver\n\tat java.base/jdk.internal.loader.BuiltinClassLoader.loadClass(BuiltinClassLoader.java:641)',
    'Caused by: java.lang.ClassNotFoundException: org.postgresql.Driver\n\tat java.base/java.lang.Class.forName0(Native Method)',
  ],
  [
    'go nil map',
    'panic: assignment to entry in nil map\n\ngoroutine 7 [running]:\ngithub.com/acme/shop/cart.(*Cart).Add(0xc00001c0a8, {0x4b1f2a, 0x3})\n\t/home/ada/shop/cart/cart.go:42 +0x1d\nmain.main()\n\t/home/ada/shop/main.go:9 +0x2b',
    'panic: assignment to entry in nil map\n\ngoroutine 119 [running]:\ngithub.com/acme/shop/v2/cart.(*Cart).Add(0xc000284120, {0xc0000b2008, 0x11})\n\t/go/src/shop/cart/cart.go:57 +0x8f',
  ],
  [
    'go nil pointer',
    'panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x48f1b2]\n\ngoroutine 1 [running]:\nmain.load(...)\n\t/src/main.go:12',
    'panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a01c3]\n\ngoroutine 34 [running]:\nmain.load(0xc00007e000)\n\t/work/cmd/main.go:31 +0x1d',
  ],
  [
    'go index out of range',
    'panic: runtime error: index out of range [5] with length 3\n\ngoroutine 1 [running]:\nmain.pick(...)\n\t/src/pick.go:8',
    'panic: runtime error: index out of range [12] with length 12\n\ngoroutine 18 [running]:\nmain.pick(0x2)\n\t/tmp/build/pick.go:10 +0x1d',
  ],
  [
    'go undefined',
    '# github.com/acme/shop/cart\ncart/cart.go:12:6: undefined: Price',
    'cart/total.go:44:19: undefined: Price',
  ],
  [
    'c use after free',
    '==4711==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000010 at pc 0x55d0c1 bp 0x7ffc sp 0x7ffb\nREAD of size 4 at 0x602000000010 thread T0\n    #0 0x55d0c0 in conn_close /home/ada/srv/conn.c:88:5\n    #1 0x55d1f0 in main /home/ada/srv/main.c:12:3',
    '==99==ERROR: AddressSanitizer: heap-use-after-free on address 0x60b0000000f0 at pc 0x4f1a2b bp 0x7ffd sp 0x7ffc\nREAD of size 8 at 0x60b0000000f0 thread T3\n    #0 0x4f1a2a in conn_close /builds/srv/src/conn.c:91:9\n    #1 0x4f1b99 in worker /builds/srv/src/worker.c:7:3',
  ],
  [
    'c overflow',
    '==12==ERROR: AddressSanitizer: stack-buffer-overflow on address 0x7ffe1 at pc 0x55\nWRITE of size 1\n    #0 0x55 in parse_header /home/ada/srv/http.c:10:5',
    '==311==ERROR: AddressSanitizer: stack-buffer-overflow on address 0x7ffd9f at pc 0x41\nWRITE of size 1\n    #0 0x41 in parse_header /w/http.c:14:2',
  ],
  [
    'c assertion',
    "test_list: /home/ada/list.c:33: list_pop: Assertion `list->size > 0' failed.\nAborted (core dumped)",
    "test_list: ../lib/list.c:41: list_pop: Assertion `list->size > 0' failed.",
  ],
  [
    'cpp undeclared',
    "src/conn.cpp:12:5: error: 'retries' was not declared in this scope",
    "../srv/net/conn.cpp:112:15: error: 'retries' was not declared in this scope\n  112 |     if (retries > 3)\n      |         ^~~~~~~",
  ],
  [
    'cpp undefined reference',
    "/usr/bin/ld: main.o: in function `main': main.cpp:(.text+0x15): undefined reference to `Conn::open(int)'",
    "/usr/bin/ld: /tmp/ccA81x2k.o: in function `main': main.cpp:(.text+0x2f): undefined reference to `Conn::open(int)'",
  ],
  [
    'rust unwrap none',
    "thread 'main' panicked at src/cart.rs:12:34:\ncalled `Option::unwrap()` on a `None` value\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace",
    "thread 'cart::tests::adds' (4711) panicked at crates/shop/src/cart.rs:19:10:\ncalled `Option::unwrap()` on a `None` value",
  ],
  [
    'rust index',
    "thread 'main' panicked at src/pick.rs:4:5:\nindex out of bounds: the len is 3 but the index is 7",
    "thread 'tokio-runtime-worker' panicked at src/lib/pick.rs:9:13:\nindex out of bounds: the len is 10 but the index is 10",
  ],
  [
    'rust borrow',
    'error[E0502]: cannot borrow `cart` as mutable because it is also borrowed as immutable\n --> src/cart.rs:12:5',
    'error[E0502]: cannot borrow `cart` as mutable because it is also borrowed as immutable\n  --> crates/shop/src/cart.rs:102:9',
  ],
  [
    'log disk full',
    '2026-03-01 10:00:00 ERROR [pool-7] could not write to file "base/16384/2619": No space left on device',
    '2026-04-12 23:11:09 ERROR [pool-12] could not write to file "base/16390/1247": No space left on device',
  ],
  [
    'log status 500',
    'upstream answered with status 500 after 312 ms',
    'upstream answered with status 500 after 1208 ms',
  ],
  ['log status 404', 'upstream answered with status 404 after 30 ms', 'upstream answered with status 404 after 7 ms'],
  [
    'sql duplicate users_mail',
    'ERROR:  duplicate key value violates unique constraint "users_mail_key"\nDETAIL:  Key (mail)=(ada@example.org) already exists.',
    'ERROR:  duplicate key value violates unique constraint "users_mail_key"\nDETAIL:  Key (mail)=(bob@example.com) already exists.',
  ],
  [
    'sql duplicate orders',
    'ERROR:  duplicate key value violates unique constraint "orders_pkey"\nDETAIL:  Key (id)=(42) already exists.',
    'ERROR:  duplicate key value violates unique constraint "orders_pkey"\nDETAIL:  Key (id)=(7) already exists.',
  ],
  [
    'oom killed',
    'pod shop-7f9c4d5b6-x2x9k was OOMKilled: container api exceeded its memory limit of 512Mi',
    'pod shop-58bd7c99f4-qq8zt was OOMKilled: container api exceeded its memory limit of 1024Mi',
  ],
]

/** More of them, written after the rules were made, which saw them once: what they say of logs that nobody tuned for. */
export const unseenErrors: typeof labelledErrors = [
  [
    'vitest expected status',
    ' FAIL  test/api.test.ts > orders > refuses strangers\nAssertionError: expected 200 to be 401 // Object.is equality\n ❯ test/api.test.ts:19:22',
    ' FAIL  packages/api/test/api.test.ts > orders > refuses strangers\nAssertionError: expected 204 to be 401 // Object.is equality\n ❯ packages/api/test/api.test.ts:27:22',
  ],
  [
    'prisma unknown column',
    'PrismaClientKnownRequestError: \nInvalid `prisma.user.findMany()` invocation in\n/app/src/users.ts:12:33\n\nThe column `users.nick` does not exist in the current database.',
    'PrismaClientKnownRequestError: \nInvalid `prisma.user.findMany()` invocation in\n/home/ci/build-77/src/users.ts:14:33\n\nThe column `users.nick` does not exist in the current database.',
  ],
  [
    'mysql unknown column',
    "ER_BAD_FIELD_ERROR: Unknown column 'nick' in 'field list'\n    at Query.Sequence._packetToError (/app/node_modules/mysql/lib/protocol/sequences/Sequence.js:47:14)\n    at listUsers (/app/src/users.js:8:3)",
    "ER_BAD_FIELD_ERROR: Unknown column 'nick' in 'field list'\n    at Query.Sequence._packetToError (/srv/node_modules/mysql/lib/protocol/sequences/Sequence.js:47:14)\n    at listUsers (/srv/src/users.js:11:3)",
  ],
  [
    'npm eresolve',
    'npm ERR! code ERESOLVE\nnpm ERR! ERESOLVE unable to resolve dependency tree\nnpm ERR! A complete log of this run can be found in: /root/.npm/_logs/2026-01-03T10_00_00_000Z-debug-0.log',
    'npm ERR! code ERESOLVE\nnpm ERR! ERESOLVE unable to resolve dependency tree\nnpm ERR! A complete log of this run can be found in: /home/x/.npm/_logs/2026-02-13T11_20_01_120Z-debug-0.log',
  ],
  [
    'npm enoent',
    'npm ERR! code ENOENT\nnpm ERR! syscall open\nnpm ERR! path /app/package.json',
    'npm ERR! code ENOENT\nnpm ERR! syscall open\nnpm ERR! path /builds/4/package.json',
  ],
  [
    'pytest assert',
    'tests/test_cart.py:12: in test_total\n    assert total(cart) == 12\nE   assert 11 == 12\nE    +  where 11 = total(<Cart object at 0x7f3a2c>)',
    'pkg/tests/test_cart.py:31: in test_total\n    assert total(cart) == 12\nE   assert 9 == 12\nE    +  where 9 = total(<Cart object at 0x7ffb31>)',
  ],
  [
    'django integrity',
    'Traceback (most recent call last):\n  File "/venv/lib/python3.12/site-packages/django/db/backends/utils.py", line 89, in _execute\n    return self.cursor.execute(sql, params)\ndjango.db.utils.IntegrityError: UNIQUE constraint failed: shop_order.number',
    'Traceback (most recent call last):\n  File "/usr/lib/python3.11/site-packages/django/db/backends/utils.py", line 87, in _execute\n    return self.cursor.execute(sql, params)\ndjango.db.utils.IntegrityError: UNIQUE constraint failed: shop_order.number',
  ],
  [
    'junit comparison',
    'org.opentest4j.AssertionFailedError: expected: <12> but was: <11>\n\tat org.junit.jupiter.api.AssertEquals.failNotEqual(AssertEquals.java:197)\n\tat com.acme.CartTest.total(CartTest.java:22)',
    'org.opentest4j.AssertionFailedError: expected: <12> but was: <9>\n\tat org.junit.jupiter.api.AssertEquals.failNotEqual(AssertEquals.java:150)\n\tat com.acme.CartTest.total(CartTest.java:40)',
  ],
  [
    'junit comparison elsewhere',
    'org.opentest4j.AssertionFailedError: expected: <5> but was: <6>\n\tat org.junit.jupiter.api.AssertEquals.failNotEqual(AssertEquals.java:197)\n\tat com.acme.MailTest.count(MailTest.java:9)',
    'org.opentest4j.AssertionFailedError: expected: <1> but was: <0>\n\tat com.acme.MailTest.count(MailTest.java:13)',
  ],
  [
    'maven compile',
    '[ERROR] /home/ada/shop/src/main/java/com/acme/Cart.java:[12,8] cannot find symbol\n[ERROR]   symbol:   class Price',
    '[ERROR] /builds/a/shop/src/main/java/com/acme/Cart.java:[33,18] cannot find symbol\n[ERROR]   symbol:   class Price',
  ],
  [
    'go test diff',
    '--- FAIL: TestTotal (0.02s)\n    cart_test.go:17: Total() = 11, want 12',
    '--- FAIL: TestTotal (0.00s)\n    cart_test.go:29: Total() = 9, want 12',
  ],
  [
    'go race',
    'WARNING: DATA RACE\nWrite at 0x00c00001c0a8 by goroutine 8:\n  github.com/acme/shop/cart.(*Cart).Add()\n      /src/cart.go:14 +0x44',
    'WARNING: DATA RACE\nWrite at 0x00c0001220b0 by goroutine 31:\n  github.com/acme/shop/cart.(*Cart).Add()\n      /go/shop/cart.go:19 +0x5c',
  ],
  [
    'gtest',
    'test/cart_test.cc:22: Failure\nExpected equality of these values:\n  cart.total()\n    Which is: 11\n  12',
    '../test/cart_test.cc:31: Failure\nExpected equality of these values:\n  cart.total()\n    Which is: 9\n  12',
  ],
  [
    'segfault with trace',
    'Segmentation fault (core dumped)\n#0  0x0000555555555131 in conn_read (c=0x0) at conn.c:12\n#1  0x0000555555555160 in main () at main.c:4',
    'Segmentation fault (core dumped)\n#0  0x000055cc12ab5131 in conn_read (c=0x0) at src/conn.c:20\n#1  0x000055cc12ab5190 in serve () at src/serve.c:40',
  ],
  [
    'cargo unresolved import',
    'error[E0432]: unresolved import `serde_json`\n --> src/main.rs:1:5\n  |\n1 | use serde_json::Value;',
    'error[E0432]: unresolved import `serde_json`\n  --> crates/api/src/lib.rs:12:5\n   |\n12 | use serde_json::Value;',
  ],
  [
    'rust assert eq',
    "thread 'tests::total' panicked at src/cart.rs:40:9:\nassertion `left == right` failed\n  left: 11\n right: 12",
    "thread 'tests::total' (812) panicked at crates/cart/src/cart.rs:61:9:\nassertion `left == right` failed\n  left: 9\n right: 12",
  ],
  [
    'kubernetes pull',
    'Failed to pull image "registry.example.org/shop:1.4.2": rpc error: code = NotFound desc = failed to resolve reference',
    'Failed to pull image "registry.example.org/shop:1.5.0-rc1": rpc error: code = NotFound desc = failed to resolve reference',
  ],
  [
    'docker build apt',
    "E: Unable to locate package libfoo-dev\nThe command '/bin/sh -c apt-get install -y libfoo-dev' returned a non-zero code: 100",
    'Step 7/12\nE: Unable to locate package libfoo-dev',
  ],
  [
    'nginx upstream',
    '2026/03/01 10:00:00 [error] 31#31: *4711 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 10.0.0.9',
    '2026/04/02 11:30:12 [error] 7#7: *12 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 192.168.3.77',
  ],
  [
    'alert latency',
    'HighLatency: p99 of checkout is 2.31 s for 5m on shop-api-6b9d8c7f5-abcde',
    'HighLatency: p99 of checkout is 1.97 s for 5m on shop-api-7c8f9d6b4-zyx12',
  ],
]
