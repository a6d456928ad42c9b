from aftersales_app.service_desk.services import mail


def after_insert(doc, method=None):
	mail.take_note(doc)


def mark_automatic(body):
	mail.mark_automatic(body)
