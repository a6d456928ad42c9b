"""How long a text message is (3GPP TS 23.038): what a customer's phone gets in one piece."""

from string import ascii_letters, digits

PLAIN = frozenset(ascii_letters + digits + " \n\r@£$¥!\"#%&'()*+,-./:;<=>?_")
DOUBLE = frozenset("[]{}^~|\\€")
ONE, MORE = {True: 160, False: 70}, {True: 153, False: 67}


def pieces(text: str) -> int:
	"""In how many pieces a text is sent and billed: 160 plain characters or 70 of others in one, 153 or 67 each in several."""
	plain = all(letter in PLAIN or letter in DOUBLE for letter in text)
	length = (
		len(text) + sum(letter in DOUBLE for letter in text) if plain else len(text.encode("utf-16-le")) // 2
	)
	return 1 if length <= ONE[plain] else -(-length // MORE[plain])
