// @ts-check
// The library's scripts say only to the console that a passkey was not used. Here the page says it, in its own words.
document.addEventListener('allauth.error', (event) => {
  event.preventDefault()
  for (const sentence of document.querySelectorAll('[data-passkey-failed]')) sentence.removeAttribute('hidden')
})
