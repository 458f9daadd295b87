"""The API: the same verbs and the same questions as the pages, for machines (docs/api.md).

A call is made as a person, by a token in the `Authorization` header, and sees and may do what this person does. There
are no cookies here and hence no forged requests to guard against. What is hidden and what does not exist get the same
answer.
"""
