// The proof of work, in a worker of its own so that the page stays alive. It finds one number for each part: the
// SHA-256 hash (FIPS 180-4) of seed, part and number must begin with so many zero bits. bff/rules/work.py checks.

const PARTS = 8;
const firstPrimes = [];
for (let n = 2; firstPrimes.length < 64; n++) if (firstPrimes.every((prime) => n % prime)) firstPrimes.push(n);
const fraction = (number) => ((number % 1) * 2 ** 32) | 0;
const CONSTANTS = Int32Array.from(firstPrimes, (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(firstPrimes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const words = new Int32Array(64);

// The first 32 bits of the hash of the block in words[0] to words[15].
function firstWord() {
  for (let i = 16; i < 64; i++) {
    const near = words[i - 2];
    const far = words[i - 15];
    const s1 = ((near >>> 17) | (near << 15)) ^ ((near >>> 19) | (near << 13)) ^ (near >>> 10);
    const s0 = ((far >>> 7) | (far << 25)) ^ ((far >>> 18) | (far << 14)) ^ (far >>> 3);
    words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = START;
  for (let i = 0; i < 64; i++) {
    const S1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + S1 + ((e & f) ^ (~e & g)) + CONSTANTS[i] + words[i]) | 0;
    const S0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (S0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  return (a + START[0]) | 0;
}

// 40 bytes in one block: the seed, the part, the number; then the mark of the end and the length in bits.
function solve(seed, bits) {
  for (let i = 0; i < 8; i++) words[i] = parseInt(seed.slice(8 * i, 8 * i + 8), 16);
  words.fill(0, 8, 15);
  words[10] = 1 << 31;
  words[15] = 320;
  const numbers = [];
  for (let part = 0; part < PARTS; part++) {
    words[8] = part;
    let number = 0;
    do words[9] = number++;
    while (firstWord() >>> (32 - bits));
    numbers.push(number - 1);
  }
  return numbers;
}

self.onmessage = ({ data }) => {
  const [, bits, , seed] = data.split(".");
  self.postMessage(`${data}.${solve(seed, bits - Math.log2(PARTS)).join("-")}`);
};
