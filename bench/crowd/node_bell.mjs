// A bell with Node's own Socket.IO server, for comparison with the product's; bench/beside.py starts it.
// A room has the name of a cookie. A message in Redis with that name rings the room and changes its text.

import { createServer } from "node:http";
import { connect } from "node:net";
import { Server } from "socket.io";

const [, , redisSocket, words] = process.argv;
const rung = new Set();

const web = createServer((request, answer) => {
  const room = request.headers.cookie ?? "";
  answer.setHeader("Content-Type", "text/html; charset=utf-8");
  answer.end(rung.has(room) ? words : words.toUpperCase());
});
const bell = new Server(web, { transports: ["websocket"], serveClient: false });
bell.on("connection", (socket) => socket.join(socket.handshake.headers.cookie ?? ""));

const redis = connect(redisSocket, () => redis.write("SUBSCRIBE node-bell\r\n"));
let kept = "";
redis.on("data", (bytes) => {
  const lines = (kept + bytes).split("\r\n");
  kept = lines.pop();
  for (const line of lines) {
    if (!line.startsWith("room=")) continue;
    rung.add(line);
    bell.to(line).emit("changed");
  }
});

web.listen(0, "127.0.0.1", () => console.log(web.address().port));
