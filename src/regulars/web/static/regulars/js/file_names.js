// Files that were chosen are named below their input, so that one sees what will be kept.
document.addEventListener("change", (event) => {
  if (!event.target.matches?.("[data-names-files]")) return;
  const place = event.target.form.querySelector("[data-file-names]");
  place.textContent = [...event.target.files].map((file) => file.name).join(", ");
  place.hidden = !event.target.files.length;
});
