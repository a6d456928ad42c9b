"""Users, their files and customers, each call one valid record with a name of its own."""

import frappe
from factories.unique import unique, unique_email


def make_user(*roles: str, **fields: object) -> str:
	"""An enabled user with exactly these roles; returns the user's id."""
	user = frappe.get_doc(
		{
			"doctype": "User",
			"email": unique_email(roles[0] if roles else "user"),
			"first_name": unique("Test"),
			"send_welcome_email": 0,
			"roles": [{"role": role} for role in roles],
			**fields,
		}
	)
	user.flags.no_welcome_mail = True
	user.insert(ignore_permissions=True)
	return user.name


def make_customer(**fields: object) -> str:
	"""A company customer in the leaves of group and territory; returns its name."""
	return (
		frappe.get_doc(
			{
				"doctype": "Customer",
				"customer_name": unique("Customer"),
				"customer_type": "Company",
				"customer_group": "Commercial",
				"territory": "All Territories",
				**fields,
			}
		)
		.insert(ignore_permissions=True)
		.name
	)


def a_file(content: str, **fields: object) -> str:
	"""A private file of the present user's, by itself or hanging on what `fields` say; returns its address."""
	name = f"{unique('scan')}.txt"
	file = frappe.get_doc(doctype="File", file_name=name, content=content, is_private=1, **fields)
	return file.insert(ignore_permissions=True).file_url
