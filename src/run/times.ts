/** Unix seconds of an RFC 3339 time, rounded down to microseconds: a double holds no more. */
export const unixSeconds = (time: string): number => {
  const [, fraction = '0'] = /\.(\d+)/.exec(time) ?? []
  return Math.floor(Date.parse(time) / 1000) + Math.floor(Number(`0.${fraction}`) * 1e6) / 1e6
}
