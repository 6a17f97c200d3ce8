// In a list of rooms that slides, the room one is in comes into sight.
const here = document.querySelector(".rooms-list [aria-current]");
const list = here?.closest(".rooms-list");
if (list && list.scrollWidth > list.clientWidth) {
  list.scrollLeft = here.getBoundingClientRect().left - list.getBoundingClientRect().left - 24;
}
