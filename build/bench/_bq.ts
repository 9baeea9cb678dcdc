import { measureQuietRound } from './quiet-round.ts'
async function main(){ for (const n of [50000]) console.log(n, await measureQuietRound(n)) }
main()
