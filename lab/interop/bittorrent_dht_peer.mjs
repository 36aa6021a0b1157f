// Nodes of bittorrent-dht, driven by lines of JSON, as libtorrent_peer.py is.
//
// usage: node bittorrent_dht_peer.mjs ADDRESS:PORT...
import crypto from 'node:crypto'
import readline from 'node:readline'
import DHT from 'bittorrent-dht'

const SPKI = Buffer.from('302a300506032b6570032100', 'hex')
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const PEERS_MILLIS = 3000

function verify (signature, message, key) {
  const spki = crypto.createPublicKey(
    { format: 'der', type: 'spki', key: Buffer.concat([SPKI, Buffer.from(key)]) })
  return crypto.verify(null, Buffer.from(message), spki, Buffer.from(signature))
}

function signer (seed) {
  const key = crypto.createPrivateKey(
    { format: 'der', type: 'pkcs8', key: Buffer.concat([PKCS8, seed]) })
  return message => crypto.sign(null, Buffer.from(message), key)
}

function split (address) {
  const colon = address.lastIndexOf(':')
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) }
}

function put (dht, options) {
  return new Promise(resolve => dht.put(options, (error, hash, stored) =>
    resolve(error ? { error: error.message, code: error.code } : { target: hash.toString('hex'), stored })))
}

function get (dht, hash, options) {
  return new Promise(resolve => dht.get(hash, { cache: false, ...options }, (error, found) =>
    resolve(error || !found ? {} : { value: found.v.toString(), seq: found.seq })))
}

const commands = {
  add (dht, { address }) {
    dht.addNode(split(address))
    return {}
  },
  put: (dht, { value }) => put(dht, { v: Buffer.from(value) }),
  get: (dht, { target }) => get(dht, Buffer.from(target, 'hex'), {}),
  put_mutable (dht, { seed, key, value, salt, seq, cas }) {
    const options = { k: Buffer.from(key, 'hex'), v: Buffer.from(value), seq, sign: signer(Buffer.from(seed, 'hex')) }
    if (salt) options.salt = Buffer.from(salt)
    if (cas !== undefined) options.cas = cas
    return put(dht, options)
  },
  get_mutable (dht, { key, salt }) {
    const hash = crypto.createHash('sha1').update(Buffer.from(key, 'hex')).update(salt || '').digest()
    return get(dht, hash, salt ? { salt: Buffer.from(salt) } : {})
  },
  announce: (dht, { infoHash, port }) => new Promise(resolve =>
    dht.announce(infoHash, port, error => resolve(error ? { error: error.message } : {}))),
  peers: (dht, { infoHash }) => new Promise(resolve => {
    const found = new Set()
    const onPeer = (peer, hash) => {
      if (hash.toString('hex') === infoHash) found.add(`${peer.host}:${peer.port}`)
    }
    dht.on('peer', onPeer)
    dht.lookup(infoHash)
    setTimeout(() => {
      dht.off('peer', onPeer)
      resolve({ peers: [...found].sort() })
    }, PEERS_MILLIS)
  }),
  table: dht => ({ nodes: dht.nodes.count() })
}

const nodes = await Promise.all(process.argv.slice(2).map(address => new Promise(resolve => {
  const { host, port } = split(address)
  const dht = new DHT({ bootstrap: false, host, verify })
  dht.on('error', () => {})
  dht.on('warning', () => {})
  dht.listen(port, host, () => resolve(dht))
})))
console.log(JSON.stringify({ ready: true }))
for await (const line of readline.createInterface({ input: process.stdin })) {
  const command = JSON.parse(line)
  const answer = await commands[command.do](nodes[command.node || 0], command)
  console.log(JSON.stringify(answer))
}
process.exit(0)
