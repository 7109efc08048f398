#!/usr/bin/env node
// @ts-check
// Checks a proof of Faro's log without a database, without Faro and without packages: node check-proof.mjs FILE [KEY].
// What is checked and why is in docs/proof.md. Exit code 0: it holds; 1: it does not; 2: wrong use.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const sha256 = (/** @type {Buffer[]} */ ...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const leafHash = (/** @type {string} */ text) => sha256(Buffer.from([0]), Buffer.from(text, "utf8"));
const nodeHash = (/** @type {Buffer} */ left, /** @type {Buffer} */ right) => sha256(Buffer.from([1]), left, right);

const fail = /** @type {(why: string) => never} */ ((why) => { throw new Error(why); });

/** Strict base64 of so many bytes: no two texts are one. */
function base64(/** @type {any} */ text, /** @type {number} */ length) {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === length && bytes.toString("base64") === text ? bytes : fail("What should be base64 is not.");
}

/** A public key as C2SP signed notes name it: NAME+HASH+KEY. */
function readKey(/** @type {string} */ text) {
  const [name, hash, ...rest] = text.trim().split("+");
  const bytes = base64(rest.join("+"), 33); // base64 may hold a plus
  const id = sha256(Buffer.from(`${name}\n`), bytes).subarray(0, 4);
  if (bytes[0] !== 1 || id.toString("hex") !== hash) fail("The key is not an Ed25519 key in the form NAME+HASH+KEY, with a hash of its own.");
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), bytes.subarray(1)]);
  return { name, id, key: createPublicKey({ key: spki, format: "der", type: "spki" }) };
}

/** The signed root (a C2SP checkpoint): log name, size, root; a signature of the key over exactly this text. */
function readRoot(/** @type {string} */ note, /** @type {ReturnType<typeof readKey>} */ key) {
  const end = note.indexOf("\n\n");
  const text = note.slice(0, end + 1);
  const [origin, size, root, , signed] = text.split("\n");
  if (!/^(— [^\n]+\n)+$/.test(note.slice(end + 2))) fail("Behind the root's text stands more than signatures.");
  const line = note.slice(end + 2).split("\n").find((l) => l.startsWith(`— ${key.name} `)) ?? fail("The root bears no signature of the key's name.");
  const signature = base64(line.slice(`— ${key.name} `.length), 68);
  if (origin !== key.name || !signature.subarray(0, 4).equals(key.id) || !verify(null, Buffer.from(text, "utf8"), key.key, signature.subarray(4)))
    fail("The root's signature was not made by the key.");
  if (!/^[1-9][0-9]{0,15}$/.test(size)) fail("The root's size is no number.");
  return { size: Number(size), hash: base64(root, 32), signed };
}

/** The root that a leaf and its path lead to (RFC 9162, section 2.1.3.2); null when the path does not fit the place. */
function rootOf(/** @type {Buffer} */ leaf, /** @type {number} */ index, /** @type {number} */ size, /** @type {Buffer[]} */ path) {
  let [node, last, hash] = [BigInt(index), BigInt(size) - 1n, leaf];
  if (node < 0n || node > last) return null;
  for (const step of path) {
    if (last === 0n) return null;
    if ((node & 1n) === 1n || node === last) {
      hash = nodeHash(step, hash);
      while ((node & 1n) === 0n && node !== 0n) [node, last] = [node >> 1n, last >> 1n];
    } else {
      hash = nodeHash(hash, step);
    }
    [node, last] = [node >> 1n, last >> 1n];
  }
  return last === 0n ? hash : null;
}

function check(/** @type {any} */ proof, /** @type {string | undefined} */ trusted) {
  if (proof.format !== "faro-proof-1") fail(`The file's format is '${proof.format}'.`);
  if (trusted !== undefined && proof.key.trim() !== trusted.trim()) fail("The file's key is not the trusted one.");
  const root = readRoot(proof.root, readKey(proof.key));
  const [leaves, facts] = [/** @type {Map<string, Buffer>} */ (new Map()), /** @type {any[]} */ ([])];
  for (const { fact: text, index, path } of proof.facts) {
    const fact = JSON.parse(text);
    const name = `${fact.stream} version ${fact.version}`;
    if (fact.format !== "faro-fact-1" || !Number.isSafeInteger(index)) fail(`${name} is no fact.`);
    const leaf = leafHash(text);
    if (!rootOf(leaf, index, root.size, path.map((/** @type {string} */ h) => base64(h, 32)))?.equals(root.hash))
      fail(`The fact ${fact.sequence} (${name}) is not under the signed root.`);
    const before = leaves.get(`${fact.stream} version ${fact.version - 1}`);
    if (before && fact.previous !== before.toString("hex")) fail(`The fact ${fact.sequence} (${name}) does not follow the one before it.`);
    if (leaves.has(name)) fail(`The file holds ${name} twice.`);
    leaves.set(name, leaf);
    facts.push(fact);
  }
  const about = facts.filter((fact) => fact.stream === proof.about);
  if (about.length === 0) fail(`The file holds no fact of ${proof.about}.`);
  for (let version = 1; version <= about.length; version++)
    if (!leaves.has(`${proof.about} version ${version}`)) fail(`The file does not hold all facts of ${proof.about}: version ${version} is missing.`);
  return { facts, root };
}

const [file, trusted] = process.argv.slice(2);
if (!file) {
  console.error("Use: node check-proof.mjs FILE [KEY]");
  process.exit(2);
}
try {
  const proof = JSON.parse(readFileSync(file, "utf8"));
  const { facts, root } = check(proof, trusted);
  for (const fact of facts) console.log(`${fact.sequence}  ${fact.recorded_at}  ${fact.stream} ${fact.version}  ${fact.name}`);
  console.log(`The proof holds: ${facts.length} facts of ${proof.about} and what belongs to it, under the root over ${root.size} facts, ${root.signed}.`);
  if (!trusted) console.log(`Signed by ${proof.key}: compare this key with the one that the operator has published.`);
} catch (problem) {
  console.error(`The proof does not hold. ${problem instanceof Error ? problem.message : problem}`);
  process.exit(1);
}
