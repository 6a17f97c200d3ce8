// Something destructive asks to type a word: the button of the form wakes when data-typed-word says the same.
document.addEventListener("input", (event) => {
  const word = event.target.dataset?.typedWord;
  if (!word) return;
  const button = event.target.form.querySelector("[type=submit]");
  button.disabled = event.target.value.trim().toLowerCase() !== word.toLowerCase();
});
