import pytest

from aftersales_app.domain import identity
from aftersales_app.domain.errors import DomainError


@pytest.mark.parametrize(
	"written, number, kind",
	[
		("13800138000", "13800138000", "mobile"),
		("138 0013 8000", "13800138000", "mobile"),
		("1380013-8000", "13800138000", "mobile"),
		("+86 138-0013-8000", "13800138000", "mobile"),
		("008613800138000", "13800138000", "mobile"),
		("8613800138000", "13800138000", "mobile"),
		("+86 013800138000", "13800138000", "mobile"),
		("１３８００１３８０００", "13800138000", "mobile"),
		("tel:+8613800138000", "13800138000", "mobile"),
		("010-88886666", "01088886666", "landline"),
		("（010）8888–6666", "01088886666", "landline"),
		("+86 (0)10 8888 6666", "01088886666", "landline"),
		("+86 10 8888 6666", "01088886666", "landline"),
		("0571-88886666", "057188886666", "landline"),
		("0912-3456789", "09123456789", "landline"),
		("(010) 8888 6666 转 801", "01088886666-801", "landline"),
		("010-88886666 轉801", "01088886666-801", "landline"),
		("010-88886666-801", "01088886666-801", "landline"),
		("+86 10 88886666 ext. 12", "01088886666-12", "landline"),
		("138-0013-8000 分机 7", "13800138000-7", "mobile"),
		("400-800-1234", "4008001234", "hotline"),
		("95588", "95588", "hotline"),
		("12315", "12315", "hotline"),
		("88886666", "88886666", "unknown"),
		("+886 2 2345 6789", "+886223456789", "foreign"),
		("00886 (0)912 345 678", "+886912345678", "foreign"),
		("+1 (415) 555-2671", "+14155552671", "foreign"),
		("0044 20 7946 0958", "+442079460958", "foreign"),
	],
)
def test_phone_has_one_spelling(written: str, number: str, kind: str) -> None:
	assert identity.normalise_phone(written) == number
	assert identity.parse_phone(written).kind == kind
	assert identity.normalise_phone(number) == number


def test_phone_without_code_belongs_to_the_country_asked_for() -> None:
	assert identity.normalise_phone("0912-345-678", "TW") == "+886912345678"
	assert identity.normalise_phone("02-2345-6789", "TW") == "+886223456789"
	assert identity.normalise_phone("+86 13800138000", "TW") == "13800138000"
	assert identity.normalise_phone("0912-345-678") == "0912345678"
	assert identity.normalise_phone("  ") == ""


@pytest.mark.parametrize(
	"written, code",
	[
		("call me", "phone_unreadable"),
		("12", "phone_unreadable"),
		("138001380OO", "phone_unreadable"),
		("138+00138000", "phone_unreadable"),
		("13800138000 13900139000", "phone_too_long"),
		("13800138000/13900139000", "phone_unreadable"),
	],
)
def test_phone_that_cannot_be_read_is_refused(written: str, code: str) -> None:
	with pytest.raises(DomainError) as error:
		identity.normalise_phone(written)
	assert error.value.code == code


@pytest.mark.parametrize(
	"number, shown",
	[
		("13800138000", "138****8000"),
		("01088886666-801", "010****6666"),
		("+886912345678", "+886****5678"),
		("88886666", "88****66"),
		("95588", "****"),
		("", ""),
	],
)
def test_masked_phone(number: str, shown: str) -> None:
	assert identity.mask_phone(number) == shown


@pytest.mark.parametrize(
	"written, address",
	[
		(" Li.Wei@Example.COM ", "li.wei@example.com"),
		("李伟 <Li.Wei@example.com>", "li.wei@example.com"),
		("mailto:a+b@example.com", "a+b@example.com"),
		("ａ＠example．com", "a@example.com"),
		("info@例子.中国", "info@xn--fsqu00a.xn--fiqs8s"),
		("", ""),
	],
)
def test_email_has_one_spelling(written: str, address: str) -> None:
	assert identity.normalise_email(written) == address


@pytest.mark.parametrize(
	"written", ["nobody", "a@b", "a@@example.com", "a b@example.com", "a@example.com, b@x.com", "a@.com"]
)
def test_email_that_cannot_be_read_is_refused(written: str) -> None:
	with pytest.raises(DomainError) as error:
		identity.normalise_email(written)
	assert error.value.code == "email_unreadable"


def test_masked_email() -> None:
	assert identity.mask_email("zhang@example.com") == "z****@example.com"
	assert identity.mask_email("zhang") == "****"
	assert identity.mask_email("") == ""


def test_link_key_is_the_vector_of_rules_section_3() -> None:
	assert identity.link_key("demo-key-v1", "13800138000").startswith("bd2929bb4fe34800")
	assert len(identity.link_key("demo-key-v1", "13800138000")) == 64
	assert identity.link_key("demo-key-v2", "13800138000") != identity.link_key("demo-key-v1", "13800138000")


def test_link_key_wants_secret_and_value() -> None:
	for secret, value, code in (("", "1", "link_key_without_secret"), ("s", "", "link_key_without_value")):
		with pytest.raises(DomainError) as error:
			identity.link_key(secret, value)
		assert error.value.code == code


def test_pseudonym_is_stable_per_kind_and_secret() -> None:
	name = identity.pseudonym("secret", "customer", "13800138000")
	# the first 50 bits of `printf 'customer\n13800138000' | openssl dgst -sha256 -hmac secret`, in base 32
	assert name == "customer-C0BZG-ARX6E"
	assert identity.pseudonym("secret", "customer", "13800138000") == name
	assert identity.pseudonym("secret", "technician", "13800138000").split("-", 1)[1] != name.split("-", 1)[1]
	assert identity.pseudonym("other", "customer", "13800138000") != name
	with pytest.raises(DomainError):
		identity.pseudonym("secret", "customer", "")
