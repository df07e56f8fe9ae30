/** Whether a text contains another, or matches a pattern; a pattern's flags `g` and `y` keep no state from one text to the next. */
export const textTest = (wanted: string | RegExp): ((text: string) => boolean) => {
  if (typeof wanted === 'string') return (text) => text.includes(wanted)
  const pattern = new RegExp(wanted)
  return (text) => {
    pattern.lastIndex = 0
    return pattern.test(text)
  }
}
