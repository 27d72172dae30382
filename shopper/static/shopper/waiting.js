/* While a payment is not confirmed, look every five seconds whether it is, and show the page anew once it is. */

const notice = document.getElementById("not-confirmed");

async function look() {
  const answer = await fetch(location.pathname).catch(() => null);
  if (answer?.ok && !(await answer.text()).includes('id="not-confirmed"')) {
    location.replace(location.pathname);
  }
}

if (notice) {
  setInterval(look, 5000);
}
