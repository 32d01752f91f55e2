// Serves a DynamoDB on loopback for as long as whoever started it keeps standard input open, so that none outlives its tests.
// Usage: node serve.js --host 127.0.0.1 [--port N]; port 0 (the default) takes a free one. The first line of output is its URL.
'use strict'

const dynalite = require('dynalite')

const argument = (name, otherwise) => {
  const at = process.argv.indexOf('--' + name)
  return at < 0 ? otherwise : process.argv[at + 1]
}

const host = argument('host')
if (host !== '127.0.0.1') {
  console.error('--host 127.0.0.1 must be given: dynalite checks no signature and belongs on no other address.')
  process.exit(2)
}

const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 })
server.on('error', error => {
  console.error(error.message)
  process.exit(1)
})
server.listen(Number(argument('port', '0')), host, () => console.log(`http://${host}:${server.address().port}`))
process.stdin.on('end', () => process.exit(0)).resume()
