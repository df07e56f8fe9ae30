/** What goes wrong with one request and its answer. */
export type Fault =
  /** The answer comes this much later. */
  | { readonly kind: 'late'; readonly ms: number }
  /** The connection breaks before the engine hears of the request. */
  | { readonly kind: 'lost request' }
  /** The engine gets half of the body, and the connection breaks. */
  | { readonly kind: 'cut request' }
  /** The engine does what it is asked, and the connection breaks before it can say so. */
  | { readonly kind: 'lost answer' }
  | { readonly kind: 'cut in the head' }
  | { readonly kind: 'cut in the body' }
  /** Every byte of the body is another one. */
  | { readonly kind: 'rubbish' }
  /** The bytes of the head are no HTTP. */
  | { readonly kind: 'rubbish head' }
  /** The engine refuses, or something on the way to it does. */
  | { readonly kind: 'refused'; readonly status: number; readonly body: string }
  /** Neither done nor answered, and the connection stays open. */
  | { readonly kind: 'silent' }
  /** Done; the answer stops in the middle of its body, and the connection stays open. */
  | { readonly kind: 'silent in the body' }
  | { readonly kind: 'one byte at a time' }
  /** Before the output of a container come 1,000 frames that it did not print. */
  | { readonly kind: '1,000 frames of rubbish' }
  /** The engine refuses with a body that has no end. */
  | { readonly kind: 'endless refusal' }
  /** No fault: something else happens before the engine gets the request. */
  | { readonly kind: 'after'; readonly act: (path: string) => Promise<unknown> }

const refused = (status: number, body: string = JSON.stringify({ message: `told to answer ${status}` })): Fault => ({
  kind: 'refused',
  status,
  body,
})

/** All of them, by the name that the table of docs/reliability.md has. */
export const faults: Readonly<Record<string, Fault>> = {
  '2 s late': { kind: 'late', ms: 2_000 },
  'lost request': { kind: 'lost request' },
  'cut request': { kind: 'cut request' },
  'lost answer': { kind: 'lost answer' },
  'cut in the head': { kind: 'cut in the head' },
  'cut in the body': { kind: 'cut in the body' },
  'rubbish body': { kind: 'rubbish' },
  'rubbish head': { kind: 'rubbish head' },
  '400': refused(400),
  '404': refused(404),
  '409': refused(409),
  '500': refused(500),
  '503 without JSON': refused(503, '<html>upstream</html>'),
  '500 without a body': refused(500, ''),
  'endless refusal': { kind: 'endless refusal' },
  'one byte at a time': { kind: 'one byte at a time' },
  'rubbish frames': { kind: '1,000 frames of rubbish' },
  silent: { kind: 'silent' },
  'silent in the body': { kind: 'silent in the body' },
}
