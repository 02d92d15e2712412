// Reads the text in the QR code of an identity card: number|old number|name|date of birth|sex|address|date of issue,
// with dates as ddmmyyyy. tests/unit/formats/samples.toml names a public sample of the format.
//
// The old number may be empty or missing, and newer cards hold more fields at the end. A card of a person of whom only
// the year of birth is known has zeros for day and month.

const NUMBER = /^\d{12}$/;
const OLD_NUMBER = /^\d*$/;
const DATE = /^(\d{2})(\d{2})((?:19|20)\d{2})$/;

// Return the facts by the names of the form's fields, or undefined if this is not the code of an identity card.
export function factsOf(text) {
  const [number, ...others] = text.split("|").map((field) => field.trim());
  if (OLD_NUMBER.test(others[0])) others.shift();
  const [name, born] = others;
  const date = DATE.exec(born?.replace(/[/.-]/g, ""));
  if (!NUMBER.test(number) || !/\p{L}/u.test(name) || !date) return undefined;
  const [, day, month, year] = date.map((part) => part.replace(/^00$/, ""));
  return {
    citizen_number: number,
    full_name: name,
    birth_date_day: day,
    birth_date_month: month,
    birth_date_year: year,
  };
}
