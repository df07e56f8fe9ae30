// Only this part of undici is loaded: the whole package costs three times the start-up time (bench/import.ts).
declare module 'undici/lib/dispatcher/pool.js' {
  export { Pool as default } from 'undici'
}
