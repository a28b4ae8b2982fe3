from django.db.models import Q
from sqlalchemy import select

from app.models import Book


def search(term: str):
    return Book.objects.filter(title__icontains=term)  #~ sql-leading-wildcard


def either(term: str):
    return Book.objects.filter(Q(title__icontains=term) | Q(isbn=term))  #~ sql-leading-wildcard


def alchemy(session, term: str):
    return session.scalars(select(Book).where(Book.title.ilike(f"%{term}%"))).all()  #~ sql-leading-wildcard


def of_owner(user, term: str):
    return Book.objects.filter(owner=user, title__icontains=term)


def of_owner_chained(user, term: str):
    return Book.objects.filter(owner_id=user.id).filter(title__icontains=term)


def prefix(session, term: str):
    Book.objects.filter(title__istartswith=term)
    return session.scalars(select(Book).where(Book.title.ilike(f"{term}%"))).all()
