"""Sentences for the codes that come up with a site and without one: files, mappings, policies, logs. No frappe here; the
site translates them (`messages`), the command line prints them as they are (`cli.messages`)."""


def _lt(sentence: str) -> str:
	"""Marks a sentence for translation."""
	return sentence


SENTENCES = {
	# files
	"empty_file": _lt("The file is empty."),
	"no_rows": _lt("The file has no rows: there is nothing under its header."),
	"wrong_encoding": _lt(
		"Line {line} is not {encoding}. Save the file as UTF-8, or give import-check a mapping with its encoding (it looks like {suggestion})."
	),
	"no_known_encoding": _lt(
		"Line {line} is not {encoding}, and none of utf-8, utf-16, gb18030 and big5. Save the file as UTF-8."
	),
	"unknown_encoding": _lt("There is no encoding {encoding}."),
	"missing_columns": _lt("These columns are not in the file: {columns}; it has {found}."),
	"repeated_columns": _lt("These columns are in the file more than once: {columns}."),
	"no_mapping_fits": _lt(
		"No shipped mapping fits these columns: {columns}. Write a mapping that says what they mean."
	),
	# mapping
	"unknown_field": _lt("There is no field {field}; there are {fields}."),
	"field_not_mapped": _lt("{field} is not mapped to a column."),
	"unknown_category": _lt("{category} is not a stage of a ticket."),
	"no_date_format": _lt("There is no date format."),
	"unknown_order": _lt("Order is file or time, not {order}."),
	# rows
	"unreadable_row": _lt("The row cannot be read as CSV."),
	"cell_count": _lt("The row has {found} cells, the header {expected}."),
	"missing_value": _lt("{column} is empty."),
	"bad_date": _lt("{column}: {value} is no moment."),
	"bad_number": _lt("{column}: {value} is no count."),
	"in_the_future": _lt("{column}: {value} has not come yet."),
	"number_too_long": _lt("The ticket's number is too long to be told apart by."),
	"number_twice": _lt("The number stands in line {first} already. That row is kept, this one is left out."),
	"unknown_state": _lt("{value} is no known state."),
	# rows of past tickets to replay
	"unknown_columns": _lt("These columns are not known: {columns}; there are {known}."),
	"unreadable_moment": _lt("{column}: {value} is no moment; write 2025-09-28 09:30."),
	"before_opening": _lt("{column} is before opened_at."),
	"ticket_twice": _lt("{number} stands in the file a second time."),
	"bad_stay": _lt(
		"states: {value} is not understood; write Waiting Customer 2025-09-28 09:30/2025-09-29 10:00."
	),
	"stay_reversed": _lt("states: {value} ends before it begins."),
	# words of another system that mean nothing here, and what becomes of them
	"no_such_customer": _lt(
		"{column}: there is no customer {value}, or more than one. The name stays in the ticket's history; phone, e-mail and serial number may tell the customer."
	),
	"no_such_contact": _lt("{column}: there is no contact {value}. The name stays in the ticket's history."),
	"no_such_team": _lt(
		"{column}: the company has no team {value}. The name stays in the ticket's history; a ticket left without a team goes to the one for tickets without one."
	),
	"no_such_owner": _lt(
		"{column}: there is no enabled user {value}. The name stays in the ticket's history; nobody takes its place."
	),
	"no_such_category": _lt(
		"{column}: there is no category {value}. The word stays in the ticket's history; no other takes its place."
	),
	"no_such_priority": _lt(
		"{column}: there is no priority {value}. The word stays in the ticket's history; the priority is Medium."
	),
	"no_such_kind": _lt(
		"{column}: there is no kind of ticket {value}. The word stays in the ticket's history; the kind is that of the import."
	),
	"no_such_channel": _lt(
		"{column}: there is no channel {value}. The word stays in the ticket's history; the channel is Import."
	),
	"no_such_item_code": _lt("{column}: there is no item {value}. The code stays in the ticket's history."),
	"no_such_cause": _lt("{column}: there is no cause {value}. The ticket has it as a note."),
	# calendars and policies
	"unknown_time_zone": _lt("{zone} is not a time zone. Use a name such as Asia/Shanghai."),
	"no_working_time": _lt(
		"The calendar has no working time: add at least one window, or mark it as around the clock."
	),
	"windows_overlap": _lt("Two windows of the same day overlap. Each hour may be in one window only."),
	"window_out_of_bounds": _lt(
		"A window must begin before it ends, within one day. Split a night shift at midnight."
	),
	"beyond_calendar": _lt("A moment falls into the year {year}; calendars reach from 1900 to 2200."),
	"dates_reversed": _lt("The policy ends before it begins."),
	"unknown_condition": _lt("The policy has a condition that tickets do not know."),
	"policy_without_target": _lt("A policy without a target promises nothing: add at least one."),
	"policy_twice": _lt("Two policies are called {policy}."),
	"no_policies": _lt("There are no policies."),
	"clock_twice": _lt("The policy has more than one target for the same clock."),
	"target_not_positive": _lt("A target must be longer than nothing."),
	"unknown_clock": _lt("{clock} is no clock that can start this one."),
	"nobody_on_crew": _lt("A crew needs at least one person."),
	"crew_too_large": _lt("A crew has {most} people at most."),
	"handling_not_positive": _lt("Handling must be longer than nothing."),
	# days and terms
	"days_reversed": _lt("The days end on {last}, before they begin on {first}."),
	"no_working_day": _lt(
		"There is no working day in the ten years around {date}: check the calendar's days off."
	),
	"period_too_long": _lt("{term}: no period is longer than 100 years. Check the number."),
	"period_not_positive": _lt("{term}: a period and a limit on use must be longer than nothing."),
	"term_without_citation": _lt(
		"{term} does not say where it is written. Name the law, contract or promise that grants it."
	),
	"term_dates_reversed": _lt("{term} ends before it begins."),
	"term_twice": _lt(
		"{term} has two versions in force for the same purchase: end one before the other begins."
	),
	"unknown_term_kind": _lt("{term}: {kind} is no kind of coverage."),
	"unknown_start": _lt("{term}: {start} is no day from which coverage can count."),
	"unknown_change": _lt("{change} is nothing that begins coverage anew."),
	"change_without_part": _lt("A part was replaced or repaired on {date}, but it is not said which."),
	"rule_with_script": _lt("{rule} has text that a browser would run. Take it out."),
	"unknown_rank": _lt("{rule}: {rank} is no rank of a norm."),
	"unknown_confidence": _lt("{rule}: confidence is high, medium or low, not {confidence}."),
	"rule_not_understood": _lt("{rule} is not understood: {why}"),
	"starts_with_invoice": _lt("Counted from the invoice of {date}."),
	"starts_with_delivery": _lt("Counted from the delivery on {date}."),
	"starts_with_installation": _lt("Counted from the installation on {date}."),
	"starts_with_registration": _lt("Counted from the registration on {date}."),
	"starts_with_hand_back": _lt("Counted from {date}, when the repaired product was handed back."),
	"starts_after_factory": _lt(
		"No date of sale is known: counted from {start}, {days} days after the factory date {date}."
	),
	"lasts_months": _lt("{months} months from {start}: until {end}."),
	"lasts_days": _lt("{days} days from {start}: until {end}."),
	"repair_time_added": _lt(
		"In repair or waiting for parts from {first} to {last}: {days} days are added, until {end}."
	),
	"repair_time_carried": _lt("The {days} days of repair added before move it as well: until {end}."),
	"last_day_rests": _lt("{end} is a day of rest: until {until}."),
	"restarted_by_exchange": _lt("The unit was exchanged on {date}: counted anew from then."),
	"restarted_by_new_part": _lt("{part} was replaced on {date}: counted anew from then."),
	"restarted_by_repaired_part": _lt("{part} was repaired on {date}: counted anew from then."),
	"follows_cover": _lt("Begins after the cover until {until}."),
	"follows_sale": _lt("Counted from {date}, when it was bought."),
	"ended_by_restart": _lt("Ended by what began anew on {date}."),
	"ended_by_use": _lt("Used for {used} {unit} on {date}, more than {most}: ended the day before."),
	"ended_by_transfer": _lt("Does not pass to another owner: ended on {date}."),
	"ended_by_cancelling": _lt("Cancelled: covers up to {date}."),
	# extended warranty
	"share_out_of_range": _lt("{percent} % is no share: enter a number from 0 to 100."),
	"days_negative": _lt("{days} is no number of days: enter 0 or more."),
	"extension_not_waiting": _lt(
		"The extended warranty is {status}: only one that is Sold can be activated."
	),
	"extension_other_company": _lt("The unit belongs to another company."),
	"extension_other_customer": _lt(
		"The unit belongs to another customer than {customer}, who bought the extended warranty."
	),
	"extension_unit_gone": _lt("The unit is {status}: choose one that is in use."),
	"extension_before_sale": _lt("{date} is before the sale on {sold}."),
	"cancelled_before_sale": _lt("It cannot be cancelled on {date}, before the sale on {sold}."),
	"extension_taken_back": _lt(
		"Cancelled within {days} days of the sale (until {until}): the whole price of {price}."
	),
	"extension_not_activated": _lt("It was never activated: none of its days is used. Price {price}."),
	"extension_days_left": _lt(
		"{unused} of {term} days are left after {date}: {price} × {unused} ÷ {term} = {share}."
	),
	"extension_fee": _lt("Less the fee for cancelling, {percent} % of the price: {fee}."),
	"extension_least": _lt("At least {percent} % of what was paid for the days left is paid back: {refund}."),
	"extension_nothing_left": _lt("Nothing is left to pay back."),
	"extension_invoice_cancelled": _lt("The invoice {invoice} was cancelled."),
	"extension_unit_paid_back": _lt("The unit was paid back by {document}."),
	"extension_unit_sold_again": _lt("The unit was sold again by {document}."),
	# recovery from suppliers
	"recovery_claimed_already": _lt("It was raised on {date} already."),
	"recovery_before_event": _lt("{date} is before the day of the claim, {event}."),
	"recovery_lapsed": _lt("The demand had to be raised by {due}. Move the deadline if the supplier agrees."),
	"recovery_not_claimed": _lt("Raise the demand with the supplier first."),
	"recovery_before_claim": _lt("{date} is before it was raised on {claimed}."),
	"recovery_negative": _lt("{amount} is no amount: enter 0 or more."),
	"recovery_too_much": _lt("{amount} is more than what is left of the demand: {left}."),
	"term_not_in_force": _lt("{term} was not in force on {date}, the day of purchase."),
	"below_law": _lt(
		"{term} ends on {until}, before the law's {law_until}: it is void as far as it gives less."
	),
	"change_before_start": _lt("A change of {date} lies before the start on {start} and does not count."),
	"start_unknown": _lt("It is unknown from which day {term} counts: ask for {facts}."),
	"installation_unknown": _lt(
		"The seller has to install it and the day of installation is missing: {term} may last longer. Ask for it."
	),
	"covered_until": _lt("Covered until {until}, for {days} more days."),
	"cover_not_begun": _lt("Not covered yet: cover begins on {first}."),
	"cover_ended": _lt("No longer covered: cover ended on {until}."),
	"cover_gap": _lt("Not covered on this day: cover begins again on {first}."),
	"never_covered": _lt("No term that is known covers it."),
	# what is kept of a price
	"rate_negative": _lt("A rate must be a number of 0 or more."),
	"rate_too_high": _lt("A rate of {percent} % is more than the {most} % that are allowed."),
	"price_negative": _lt("{price} is no price."),
	"use_negative": _lt("{km} km cannot have been driven."),
	"return_before_sale": _lt("Returned on {returned}, before the invoice of {invoice}."),
	"fee_not_charged": _lt("No fee for use is charged: {basis}."),
	"fee_by_days": _lt("Fee for use: {price} x {percent} % x {days} days = {fee}."),
	"fee_by_km": _lt("Fee for use: {price} x {km} km / 1000 x {percent} % = {fee}."),
	"fee_capped": _lt("The fee is never more than the price of {price}."),
	# which repairs count
	"repair_twice": _lt("Repair {number} is listed twice."),
	"repair_ends_before_it_begins": _lt("The repair ends on {end}, before it begins on {begin}."),
	"repair_not_finished": _lt("{number} does not count: it is not finished."),
	"no_fault_found": _lt("{number} does not count: no fault was found."),
	"not_the_product": _lt("{number} does not count: the product did not cause the fault."),
	"repair_not_in_warranty": _lt("{number} does not count: it was not done under warranty."),
	"fault_not_listed": _lt("{number} does not count: its fault is not in the category's list."),
	"repair_not_confirmed": _lt("{number} does not count: the customer has not confirmed taking it back."),
	# what a norm may say and a case may tell
	"norm_without_citation": _lt(
		"{norm} has no citation: say which law, rule, contract or promise it comes from."
	),
	"norm_with_script": _lt("{norm} holds text that a browser would run. Write plain text."),
	"norm_dates_reversed": _lt("{norm} ends before it comes into force."),
	"norm_without_effect": _lt("{norm} gives nothing: name a remedy, who has to prove, or a deadline."),
	"unknown_remedy": _lt("{norm}: {remedy} is no remedy."),
	"unknown_norm_word": _lt("{norm}: {word} is not known; there are {known}."),
	"unknown_fact": _lt("There is no fact {fact}."),
	"negative_window": _lt("{norm}: {value} is no length of a term. Write a whole number, 0 or more."),
	"exclusion_without_condition": _lt("{norm} excludes something without saying when."),
	"wrong_kind_of_value": _lt("{fact} needs another kind of value: {kind}."),
	"norms_overlap": _lt(
		"{norm} (version {version}) and {other} (version {other_version}) have the same rank, say the same or have the same name, and are in force at the same time. End one before the other begins."
	),
	"value_unreadable": _lt(
		"{fact}: {value} cannot be read. It needs another kind of value: {kind}; write days as 2025-06-03, yes and no as true and false."
	),
	"not_a_circumstance": _lt(
		"How long goods are covered may depend on circumstances of yes or no, as {fact} == true."
	),
	"period_twice": _lt("{term} is there twice: give one of the periods a name of its own."),
	"policies_equal": _lt(
		"{policy} and {other} hold for the same goods in the same way. End one of them, or make it more specific."
	),
	"norm_unreadable": _lt("{norm}: {key} cannot be read."),
	"negative_fact": _lt("{fact}: {value} is below 0. Enter 0 or more."),
	"number_too_large": _lt("{fact}: the number must be below {most}. Check it."),
	"amount_too_large": _lt("An amount is too large to be worked out. Check what was entered."),
	"invoice_after_event": _lt(
		"The invoice is of {invoiced_on}, after the fault of {event_on}. Correct one of them."
	),
	"handed_over_after_event": _lt(
		"The goods were handed over on {handed_over_on}, after the event of {event_on}. Correct one of them."
	),
	"handed_over_after_notice": _lt(
		"The goods were handed over on {handed_over_on}, after the notice of {notice_on}. Correct one of them."
	),
	"handed_over_after_sent_in": _lt(
		"The goods were handed over on {handed_over_on}, after they were sent in on {sent_in_on}. Correct one of them."
	),
	"later_invoice_left_out": _lt(
		"The invoice of {invoiced_on} was drawn after the fault and is left out: the goods were handed over on {handed_over_on}."
	),
	"today_before_event": _lt("Today, {today}, is before the day of the event, {event_on}."),
	"unknown_goods": _lt("The rules of {jurisdiction} know no goods of category {category}."),
	"no_norms": _lt("No norms are known for {jurisdiction}: enter them first, nothing is decided."),
	"unknown_word": _lt("{fact}: {word} is not known; there are {known}."),
	"part_misspelt": _lt("There is no part {part}; is it {near}? There are {known}."),
	"unknown_part": _lt(
		"Such goods have no part {part}; there are {known}. Add it to them, or name no part for the whole unit."
	),
	"case_unreadable": _lt("{fact}: {value} cannot be read. Write days as 2025-06-03."),
	"number_unreadable": _lt("{fact}: {value} is no number. Write digits, as 1200 or 0.005."),
	# what a trader pays besides, and may say against a late claim
	"award_times": _lt("{times} times {price} ({of}) are {amount}."),
	"award_least": _lt("It is not less than {least}."),
	"award_unknown": _lt("{times} times what {of} tells, and not less than {least}."),
	"limitation_runs": _lt(
		"{length} {unit} from {start} ({since}) end on {last}. After that the trader may say that it is too late; a court does not say so unasked, and each demand begins the term anew."
	),
	"limitation_over": _lt(
		"{length} {unit} from {start} ({since}) ended on {last}: the trader may say that it is too late. A court does not say so unasked, and a demand before that day began the term anew."
	),
	# why a norm does or does not apply
	"not_raised": _lt("Nobody tells {fact}."),
	"not_in_force": _lt("It is not in force on {on}."),
	"other_scope": _lt("It does not speak of such a case: {fact} is {found}."),
	"condition_not_met": _lt("{fact} would have to be {operator} {value} and is {found}."),
	"window_open": _lt("In time: {length} {unit} from {start} ({since}) end on {last}."),
	"window_over": _lt("Too late: {length} {unit} from {start} ({since}) ended on {last}."),
	"wait_over": _lt("Waited long enough: {length} {unit} from {start} ({since}) ended on {last}."),
	"wait_not_over": _lt("Not yet: {length} {unit} from {start} ({since}) end on {last}."),
	"wait_not_begun": _lt("Nothing to wait for is on record: {since} is empty."),
	"wait_ended": _lt("The wait is over: {ended} is {on}."),
	"trader_term": _lt("{length} {unit} from {start} ({since}): due on {last}, days of rest included."),
	"trader_workdays": _lt("{length} working days from {start} ({since}): due on {last}."),
	"not_owed_before": _lt("It needs {remedy} to be owed first."),
	"void_below_law": _lt("The contract gives less than the law and is void so far."),
	"defect_presumed": _lt(
		"The trader has to prove that there is no defect. As long as no test report does, there is one."
	),
	"finding_not_proven": _lt("That there is no defect is not proven: who has to prove it is still unknown."),
	"user_damage": _lt("The user caused the damage."),
	"opened_unauthorised": _lt("It was opened by a repairer who is not authorised."),
	"no_papers": _lt("There is neither card nor invoice, and the purchase cannot be proven."),
	"card_mismatch": _lt("The card is for another model or was altered."),
	"force_majeure": _lt("Force majeure caused the damage."),
	"unlicensed_software": _lt("Unlicensed software or a virus caused the fault."),
	"disclosed_flaw": _lt("The flaw was disclosed before the purchase."),
	"out_of_warranty": _lt("It has been used beyond what the warranty covers."),
	"banned_modification": _lt("It was modified in a way that the manual forbids."),
	"delay_excused": _lt("There is a valid reason for the delay."),
	"statutory_exclusion": _lt("The law leaves such goods out. They have to be marked clearly."),
	"confirmed_exclusion": _lt(
		"The customer confirmed for this purchase that such goods cannot be returned."
	),
	"not_intact": _lt("The goods are not intact."),
	"no_confirmation_record": _lt(
		"That the customer confirmed it for this purchase is not on record: no ground to refuse."
	),
	"no_withdrawal_norm": _lt("No norm gives a return without a reason for such goods."),
	"paid_less_kept": _lt("Paid {paid} less {kept} for what is kept."),
	"held_back": _lt("Held back for {item}: {amount}."),
	# the archive
	"bad_seal": _lt("{seal} is no seal: a seal has 64 hexadecimal digits."),
	# what a ticket's log gets wrong
	"begins_in_the_middle": _lt("The first row is not in state New: the beginning is not in the log."),
	"claim_varies": _lt("A moment that should be one is told in different ways by the ticket's rows."),
	"closed_at_differs": _lt("The moment of closing is not when the rows show it closed."),
	"closed_at_missing": _lt("Closed, but the moment of closing is empty."),
	"closed_at_not_shown": _lt("The moment of closing is filled, but no row shows the ticket closed."),
	"closed_before_resolved": _lt("Closed before it was resolved, as the log says."),
	"closed_without_resolved": _lt("Closed without having been resolved."),
	"counter_falls": _lt("A counter falls."),
	"counter_jumps": _lt("A counter jumps by more than one, or does not start at 0."),
	"end_known_beforehand": _lt(
		"Rows know the ticket's end before it happened: end values were copied onto all rows."
	),
	"opened_after_first_trace": _lt("The moment of opening is later than the first trace of the ticket."),
	"opened_at_missing": _lt("The moment of opening is empty."),
	"reassignments_differ": _lt("The counter of re-assignments is not what the rows show."),
	"reopens_differ": _lt("The counter of reopenings is not what the rows show."),
	"repeated_rows": _lt("The same row more than once."),
	"resolved_at_differs": _lt("The moment of resolution is not when the rows show it resolved."),
	"resolved_at_missing": _lt("Resolved, but the moment of resolution is empty."),
	"resolved_at_not_shown": _lt("The moment of resolution is filled, but no row shows the ticket resolved."),
	"resolved_before_opened": _lt("Resolved before it was opened, as the log says."),
	"rows_absent": _lt("The rows' numbers have gaps: changes are missing."),
	"sequence_not_rising": _lt("The rows' numbers repeat or fall."),
	"state_after_close": _lt("The state changed after closing."),
	"time_runs_backwards": _lt("A row is earlier than the one before it."),
	"touched_after_close": _lt("Changed again after closing, still closed."),
	"value_lost": _lt("Team or owner was known and then is not."),
	# complaints, feedback, personal data
	"score_out_of_range": _lt("{value} is not a score. Give a whole number from {lowest} to {highest}."),
	"thresholds_not_rising": _lt("The thresholds of {name} must rise from score 5 to score 2."),
	"thresholds_not_falling": _lt("The thresholds of {name} must fall from score 5 to score 2."),
	"nothing_promised": _lt("Nothing was promised, so nothing can be late."),
	"in_time": _lt("All promises were kept in time."),
	"late_by": _lt("The promise that was missed by most: {hours} h late."),
	"unsolved": _lt("Not solved; opened again {opened_again} times, handed on {handed_on} times."),
	"solved_at_once": _lt("Solved at once."),
	"solved_after": _lt("Solved; opened again {opened_again} times, handed on {handed_on} times."),
	"nothing_asked": _lt("No record is asked for in such a case."),
	"not_recorded": _lt("Not recorded: {name}."),
	"out_of_order": _lt("Out of order: {name}."),
	"complete": _lt("The record is complete and in order."),
	"weights_do_not_add_up": _lt("The points of {part} add up to {found}; the standard gives it {wanted}."),
	"bonus_too_high": _lt("A bonus is {most} point at the most."),
	"nothing_applies": _lt("None of the indicators applies: there is nothing to grade."),
	"no_such_complaint_move": _lt("A complaint does not go from {before} to {after}."),
	"investigates_self": _lt("{user} is whom the complaint is about. Choose another investigator."),
	"investigates_own_line": _lt(
		"{user} is in the line of whom the complaint is about. Choose another investigator."
	),
	"not_investigated": _lt("It has not been investigated yet."),
	"decision_empty": _lt("Write what was decided, in words for the customer."),
	"routes_not_told": _lt("The complaint is rejected: tell the customer where else they can go."),
	"decision_not_sent": _lt("No decision has been sent to the customer yet."),
	"customer_rejects": _lt(
		"The customer does not accept the decision: the complaint stays open and goes further."
	),
	"customer_accepts": _lt("The customer accepts the decision."),
	"silence_too_short": _lt("The customer may still answer: silence can be recorded from {date} on."),
	"silence_recorded": _lt("The customer did not answer in time, which is recorded."),
	"no_opinion": _lt("Record what the customer says of the decision, or that they did not answer."),
	"authority_not_answered": _lt(
		"{source} still waits for an answer. Give it, and record it with Answer Authority."
	),
	"is_the_subject": _lt("The complaint is about {user}, who takes no part in it."),
	"not_at_this_point": _lt("This cannot be done while the complaint is {status}."),
	"not_in_this_role": _lt("This is for {roles}."),
	"no_authority_waits": _lt("No outside authority waits for an answer."),
	"no_investigator": _lt("Nobody was chosen to look into it yet."),
	"not_the_investigator": _lt("{user} looks into it and writes down the findings."),
	"weight_out_of_range": _lt("Impact and complexity are 1, 2 or 3."),
	"immediate_action_missing": _lt("Safety is at stake: write down what is done at once."),
	"opinion_day_wrong": _lt("The customer's opinion is of a day from {first} to {last}."),
	"appeal_day_wrong": _lt("The appeal is of a day from {first} to {last}."),
	"appeal_empty": _lt("Write down what the customer appeals against, and why."),
	"further_routes_not_told": _lt(
		"The customer does not accept the decision: tell them where they can go further, with you and outside, and tick that they were told."
	),
	"refused_is_no_silence": _lt(
		"The customer has refused the decision: that is no silence. Decide anew, or record that they accept it after all."
	),
	"handling_out_of_range": _lt("How the handling pleased the customer is 1 to 5, or left empty."),
	"no_address_to_write_to": _lt(
		"There is no e-mail address of who complains, or the site has no outgoing mailbox. Enter one, or say how else it was told."
	),
	"received_ahead": _lt("A complaint cannot be received in the future. Check the moment."),
	"findings_empty": _lt("Write down what was found."),
	"response_empty": _lt("Write down what was answered."),
	"escalation_empty": _lt("Say why it goes further, and to whom."),
	"withdrawal_empty": _lt("Say why the customer takes it back."),
	"authority_day_wrong": _lt("The answer is of a day from the letter's to today."),
	"contradicts_record": _lt("{dimension}: the customer gives {score}, the record {record}."),
	"says_otherwise": _lt("The customer says of “{fact}”: {said}. The record tells the opposite."),
	"praises_but_low": _lt("Words of praise with a score of {score}."),
	"complains_but_high": _lt("Words of complaint with a score of {score}."),
	"rated_by_staff": _lt("Sent from a number or address of our own people."),
	"burst": _lt("{count} ratings from the same sender within a day."),
	"too_fast": _lt("Answered within {took} seconds."),
	"verifies_own_score": _lt("The score is about you. Somebody else has to verify it."),
	"no_such_outcome": _lt("{outcome} is no outcome of a verification."),
	"outcome_needs_reason": _lt("Say why the score is corrected or set aside."),
	"duty_by_law": _lt("A law demands it."),
	"agreed_to": _lt("The customer agreed to this purpose: {purpose}."),
	"part_of_contract": _lt("It is part of the service itself: {purpose}."),
	"needs_consent": _lt("The customer has not agreed to this purpose: {purpose}."),
	"notice_not_played": _lt("The notice was not played: take notes only."),
	"no_basis_to_record": _lt("There is no basis for recording: take notes only."),
	"customer_objects": _lt("The customer objects: stop recording and go on with notes."),
	"sensitive_part": _lt("Something sensitive is being said: pause the recording."),
	"noticed_and_based": _lt("The notice was played and there is a basis."),
	"nothing_masked": _lt("Nothing is masked here: reload the page."),
	"reveal_needs_reason": _lt("Say why you have to see it, in {characters} characters or more."),
	"too_many_reveals": _lt(
		"You have revealed {most} masked values within an hour, which is as many as one person may. Go on later, or ask the operations manager."
	),
	"link_without_secret": _lt("The site has no key to make links with."),
	"overall_missing": _lt("Please choose how satisfied you are all in all."),
	"words_too_long": _lt("That is too long: {length} characters, {most} are possible."),
	"reason_not_offered": _lt("One of the reasons is not on offer. Open the page again."),
	"not_over_yet": _lt("{name} is not closed yet: its customer is asked afterwards."),
	"page_too_old": _lt(
		"This page was open for too long. Open the link again; what you wrote is still here."
	),
	"own_rating": _lt("You are the one who is rated. Somebody else has to type this in."),
	"measured_by": _lt(
		"Measured by: late at most {late} h for 5 to 2; opened again or handed on at most {again} times for 5 to 3, unsolved and handed on {in_vain} times for 1; complete from {complete} % for 5 to 2."
	),
	"solved_not_told": _lt("Whether the problem is solved, this record does not tell."),
	"kind_not_asked": _lt("The site does not ask about this: {kind}."),
	"asked_with": _lt("It is asked about with what ends later: {kind}."),
	"case_asked_already": _lt("The customer was asked about this case already."),
	"asked_lately": _lt("The customer was asked lately and is left in peace."),
	"about_answered": _lt("The customer has answered about this already."),
	"not_by_hand": _lt("By hand a form or a code is given out, not {channel}."),
	"scan_not_attached": _lt("The scan is no file that you may read. Attach it here."),
	"cannot_reach": _lt("We have neither an e-mail address nor a number of yours. Please call us."),
	"link_unknown": _lt("This link is not known."),
	"link_answered": _lt("You have answered already. Thank you."),
	"link_expired": _lt("This link is no longer good."),
	"consent_not_given": _lt(
		"There is nothing to withdraw: you did not agree to this, or took it back already."
	),
	# what people ask about their data
	"request_is_answered_by_hand": _lt(
		"{kind}: this is answered by hand. Do what is asked, then choose Answer."
	),
	"request_is": _lt("The request is {status}: nothing more can be done with it."),
	"request_names_nobody": _lt(
		"Say whose data it is about: a customer, a contact, a phone number or an e-mail address."
	),
	"identity_not_checked": _lt(
		"Say how you made sure who asks: nothing is told or erased for somebody who only says so."
	),
	"answer_needs_words": _lt("Write down what the person is told."),
	"opening_needs_a_reason": _lt(
		"Write down the reason: what is stored by law is opened for that law only."
	),
	"link_withdrawn": _lt("This link is no longer good."),
	"no_words": _lt("A score without words: ask the customer what it was about."),
	"extreme_sampled": _lt("An extreme score that was drawn for a second look."),
	"nothing_corrected": _lt("None of the scores is corrected. Change one, or choose another outcome."),
	"calls_about_self": _lt("The call is about you. Somebody else has to make it."),
	"calls_about_own_team": _lt(
		"The call is about your team {team}. Somebody of another team has to make it."
	),
	"no_such_call_outcome": _lt("{outcome} is no outcome of a call."),
	"call_is_over": _lt("The call is over: {status}."),
	"cancel_reason_missing": _lt("Say why nobody calls."),
	"answers_unreadable": _lt("The answers could not be read. Reload and enter them again."),
	"solved_unknown": _lt("Is it solved: {value} is no answer; there are Yes, Partly and No."),
	"no_such_call_log": _lt(
		"There is no such phone call with this customer that is not taken already. Choose another, or none."
	),
	"recording_kept_already": _lt("The recording is there already and stays as it is."),
	"frame_differs": _lt("The frame has the hash {found}, the record says {value}."),
	"not_called": _lt("Drawn, but there is no call: {names}."),
	"called_undrawn": _lt("Called, but not drawn: {names}."),
	"weight_differs": _lt("Stands for another number than the draw gives: {names}."),
	"script_without_overall": _lt(
		"The script never asks how satisfied the customer is all in all. Add a step that asks for Overall."
	),
	"script_without_notice": _lt(
		"The notice comes first: let the first question be Notice Played, before anything else is asked."
	),
	"step_without_text": _lt("Step {row}: write what the caller says."),
	"step_asks_unknown": _lt("Step {row} asks for something that calls do not keep."),
	"step_asks_again": _lt("Step {row} asks for what was asked before."),
	"step_follows_nothing": _lt(
		"Step {row} follows from an answer that is not asked for before it. Move it down, or choose another."
	),
	"step_condition_unclear": _lt(
		"Step {row}: say how the answer must be and what it is compared with; At Most and At Least need a score of 1 to 5."
	),
	"offer_without_consent": _lt(
		"An offer was made, and the customer has not agreed to hear offers. Do not do it again, and tell quality."
	),
	"recorded_against_rule": _lt(
		"The telephone system recorded this call without the notice or against the customer's will. Have the recording deleted there."
	),
	"answers_missing": _lt("Write down what the customer answered."),
	"recording_not_attached": _lt("Attach the recording to the call first."),
	"recording_not_allowed": _lt(
		"This call may not be recorded: the notice was not played, or the customer objects."
	),
	"period_reversed": _lt("The period ends on {last}, before it begins on {first}."),
	"period_not_over": _lt("The period is over after {last}. Draw it up then."),
	"periods_overlap": _lt("There is an evaluation from {first} to {last} already."),
	"no_such_evaluation_move": _lt("An evaluation does not go from {before} to {after}."),
	"evaluates_own_work": _lt("You drew it up, checked or approved it. Somebody else has to take this step."),
	"not_published": _lt("It is not published yet."),
	"appeal_window_over": _lt("Appeals were possible until {last}."),
	"appeal_without_reason": _lt("Say what you disagree with."),
	"nobody_answered": _lt("Nobody answered from {first} to {last}: there is nothing to evaluate."),
	"evaluation_is": _lt("The evaluation is {status}: its figures are frozen."),
	"problem_not_at_this_point": _lt("This cannot be done while the problem is {status}."),
	"weight_missing": _lt("Say how high the impact is and whether it is urgent."),
	"weight_without_reason": _lt("Give a reason for the impact and one for the urgency."),
	"merged_into_itself": _lt("A problem cannot be merged into itself."),
	"merged_into_other_company": _lt("{name} belongs to another company."),
	"merged_into_dead": _lt("{name} is {status}. Choose a problem that is proposed or open."),
	"mix_reversed": _lt(
		"The mix changed: by {by} most groups moved against the total. With the mix of the period before, the mean would be {standardised}."
	),
	"privacy_notice_shipped": _lt(
		"You are asked by the company that served you; its hotline and the address on its papers reach it. Why: to judge and improve this service. What: your answers, together with the record of the service. How long: your words are made anonymous three years after the case has ended. You may see, correct or have erased what is kept about you, and take back a consent over your link at any time; not answering has no disadvantage."
	),
	"never_done": _lt("Something that was promised was never done."),
	"no_whole_month": _lt(
		"An evaluation of a month has its first and its last day: choose Special for other days."
	),
	"no_whole_quarter": _lt(
		"An evaluation of a quarter has its first and its last day: choose Special for other days."
	),
	"recording_is_public": _lt("The recording can be opened by everybody. Upload it as a private file."),
	"few_invited_answered": _lt(
		"{answered} of {invited} answered, less than {least} %: those who answer are not like the others."
	),
	"step_of_other_roles": _lt("The step {after} is taken by: {roles}."),
	"evaluation_locked": _lt("A published evaluation is locked. Appeal against it instead."),
	"findings_of_draft": _lt(
		"Findings are written while it is a draft. Send it back to draft to change them."
	),
	"evaluated_already": _lt("This record has its special evaluation already: {name}."),
	"no_occasion": _lt("Say what the occasion of the special evaluation is."),
	"no_such_occasion": _lt("{occasion} is no complaint and no service policy that you may see."),
	"trigger_ahead": _lt("The day of the trigger, {day}, has not come yet."),
	"appeal_of_other_roles": _lt("Appeals are answered by: {roles}."),
	"answers_own_appeal": _lt("You appealed yourself. Somebody else has to answer."),
	"no_such_appeal_outcome": _lt("{outcome} is no outcome of an appeal."),
	"appeal_without_answer": _lt("Say why the appeal is upheld or dismissed."),
	"no_such_appeal": _lt("There is no such appeal. Reload the evaluation."),
	"appeal_is_answered": _lt("The appeal is answered already, and the answer stays."),
	"baseline_without_reason": _lt("Say why the baseline is frozen anew."),
	"baseline_too_short": _lt(
		"The weeks before this period are too few: {needed} weeks with answers are needed to freeze a baseline."
	),
	"nobody_answered_yet": _lt(
		"Nobody answered from {first} to {last}: there are no figures, and the findings stand on the record of the occasion alone."
	),
	"no_baseline": _lt(
		"There are no control limits yet: {weeks} weeks with answers are known, {needed} are needed before a period."
	),
	"week_out_of_range": _lt("The week from {first} is out of the usual range: {rules}."),
	"weeks_in_range": _lt("No week since the baseline is out of the usual range: what moved is noise."),
	"week_told": _lt("From {first}: {low} of {n} low, {share} %."),
	"baseline_told": _lt(
		"Usual is {share} %, frozen from {weeks} weeks with {n} answers, {first} to {last} (on grey). The dashed lines are three standard errors; a week with more answers has narrower ones."
	),
	"exact_limits_told": _lt(
		"Where fewer than 5 low scores are expected, the limit is the exact one of the binomial distribution."
	),
	"team_told": _lt("{value}: mean {mean} of {n} answers, {z} standard errors from everybody's mean."),
	"team_out_of_funnel": _lt(
		"{value} is out of the funnel: mean {mean} of {n} answers, {z} standard errors from everybody's mean."
	),
	"teams_in_funnel": _lt(
		"Every team is within the funnel: their means differ by no more than chance. Do not rank them by these figures."
	),
	"funnel_outlier": _lt(
		"{whom}: the mean of the last 90 days is {mean} of {n} answers, everybody's {usual}: {z} standard errors away."
	),
	"festival_aligned": _lt(
		"Spring Festival moved: {now} of its days lie in this period, {then} in the year before. The days that lie alike, {first} to {last}, had a mean of {mean} ({n} answers)."
	),
	"festival_without_aligned": _lt(
		"Spring Festival moved: {now} of its days lie in this period, {then} in the year before; too few answered on the days that lie alike, {first} to {last} ({n} answers)."
	),
	"festival_before": _lt(
		"Spring Festival: {now} of its days lie in this period, {then} in the period before, which is no like for like."
	),
	"change_without_now": _lt("{what}, against {period}: too few answers to tell."),
	"change_without_before": _lt("{what}: {now}; there are too few answers of {period} to compare with."),
	"change_of_mean": _lt("{what}, against {period}: {before} → {now}, {by} ({percent} %)."),
	"change_of_mean_from_nothing": _lt("{what}, against {period}: {before} → {now}, {by}."),
	"change_in_points": _lt(
		"{what}, against {period}: {before} → {now}, {by} percentage points ({percent} %)."
	),
	"change_in_points_from_nothing": _lt(
		"{what}, against {period}: {before} → {now}, {by} percentage points; of nothing there is no percentage."
	),
	# how figures are defined
	"answers_counted": _lt("answers that were given"),
	"no_denominator": _lt("none: a number"),
	"answers_given_in_period": _lt("answers that were given from the first to the last day of the period"),
	"answers_given_in_both": _lt(
		"the period, and the one before or a year before, of as many days or whole months"
	),
	"weeks_before_and_in_period": _lt("up to 30 whole weeks, Monday to Sunday, that ended with the period"),
	"nothing_left_out": _lt("nothing"),
	"set_aside_left_out": _lt("answers that were set aside with a reason"),
	"not_answered_left_out": _lt("dimensions that were not answered, and answers set aside"),
	"few_not_told": _lt("groups with fewer than {least} verified answers are not told"),
	"rare_terms_left_out": _lt("links, numbers, filler words, and words in fewer than 3 comments"),
	"sum_of_given": _lt("sum of the overall scores as customers gave them"),
	"n_of_given": _lt("answers with an overall score"),
	"sum_of_verified": _lt("sum of the overall scores, corrected where somebody found another"),
	"n_of_verified": _lt("answers with an overall score that were not set aside"),
	"low_of_given": _lt("overall scores of 3 and less as customers gave them"),
	"low_of_verified": _lt("overall scores of 3 and less, corrected where somebody found another"),
	"sum_of_dimension": _lt("sum of the verified scores of the dimension"),
	"n_of_dimension": _lt("answers that scored the dimension"),
	"sum_of_record": _lt("sum of the scores that the ticket's record gives"),
	"n_of_record": _lt("answers whose ticket gives such a score"),
	"mean_less_before": _lt("the mean, less that of the period before or the year before"),
	"mean_before": _lt("for the percentage: that former mean"),
	"share_less_before": _lt("the share in percent, less that of the period before or the year before"),
	"share_before": _lt("for the percentage: that former share"),
	"low_of_week": _lt("verified overall scores of 3 and less of the week"),
	"n_of_week": _lt("verified overall scores of the week"),
	"comments_with_term": _lt("comments in which the word stands, each once"),
	"comments_read": _lt("comments that were read, the latest 20,000"),
	# objectives, departments' quarters, self-assessments
	"nothing_counted": _lt("Nothing was counted from {first} to {last}: there is no figure."),
	"nothing_to_compare": _lt("Nothing was counted from {first} to {last}, with which it is to be compared."),
	"no_record_of_training": _lt("There are no records of training yet: there is no figure."),
	"calls_of_no_team": _lt("Calls are not those of a team. Set the objective for the whole company."),
	"calls_of_no_company": _lt(
		"ERPNext's call log does not say which company was called. Name the hotline numbers in the objective."
	),
	"target_within_interval": _lt(
		"The 95 % interval, {low} to {high} %, includes the target: with so few cases it may be chance."
	),
	"year_out_of_range": _lt("{year} is no year. Write it as 2026."),
	"close_is_negative": _lt("Nearly Met within cannot be negative."),
	"target_out_of_range": _lt("{value} is no share: enter a target from 0 to 100 %."),
	"target_negative": _lt("The target cannot be negative, except of a change."),
	"objective_twice": _lt("{name} is an objective for the same of {year} already. Change that one."),
	"weights_not_hundred": _lt("The weights add up to {sum}; they have to make 100."),
	"weight_not_positive": _lt("Every weight has to be more than 0."),
	"component_twice": _lt("{name} is there twice: each component needs a name of its own."),
	"points_out_of_range": _lt("{name}: enter a number from 0 to 100."),
	"points_missing": _lt("{name}: enter the points, or how far the improvement plan is completed."),
	"evidence_not_attached": _lt("{name}: attach evidence."),
	"not_to_be_entered": _lt("{name} is not entered by people."),
	"no_first_day_of_quarter": _lt("{first} does not begin a quarter: January, April, July and October do."),
	"department_of_other_company": _lt("{department} is a department of another company."),
	"department_without_teams": _lt("No team belongs to {department}. Name the department in its teams."),
	"no_weights": _lt("Aftersales Settings do not say what a quarter is made of."),
	"performance_incomplete": _lt("{name} is to be entered first, with evidence."),
	"performance_is": _lt("The performance is {status}: its figures are frozen."),
	"weight_given_to_others": _lt("Nothing was counted for {names}: the other components take the weight."),
	"few_were_counted": _lt("{component} stands on {number} records only: that may be chance."),
	"too_many_deductions": _lt("{number} special deductions: more than {most} fail, whatever the score."),
	"below_pass": _lt("The score of {score} is below {least}: the standard is not reached."),
	"stars_after_a_year": _lt(
		"Stars are given after a year with the standard reached, unless the service is outstanding."
	),
	"points_split_by_us": _lt(
		"The standard gives its parts 40, 35 and 25 points. How these are split among indicators is not verified against its text: check the table with the standard at hand."
	),
	"indicators_to_judge": _lt("Indicators still to be judged: {number}, the first is “{first}”."),
	"indicator_not_judged": _lt(
		"Row {row}, {name}: say whether it conforms, how many records were looked at, or that it does not apply."
	),
	"points_not_positive": _lt("Row {row}, {name}: the points have to be more than 0."),
	"more_bad_than_seen": _lt("Row {row}, {name}: more records do not conform than were looked at."),
	"deductions_uncorrected": _lt("Special deductions that are not corrected yet: {number}."),
	"bonus_without_reason": _lt("Say what the bonus is for."),
	"assessment_is_signed": _lt("A signed self-assessment is locked. Begin another one."),
}

# What a fact needs to be told as.
KINDS = {
	"day": _lt("a day"),
	"number": _lt("a number"),
	"flag": _lt("yes or no"),
	"word": _lt("a word"),
	"words": _lt("words"),
	"count": _lt("a whole number"),
}
