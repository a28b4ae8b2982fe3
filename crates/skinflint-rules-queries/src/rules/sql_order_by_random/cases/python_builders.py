from django.db.models import Q
from sqlalchemy import func, select

from app.models import Photo


def django():
    return Photo.objects.filter(public=True).order_by("?")[:3]  #~ sql-order-by-random


def alchemy(session):
    return session.scalars(select(Photo).order_by(func.random()).limit(3)).all()  #~ sql-order-by-random


def fine(session):
    Photo.objects.order_by("-created")[:3]
    session.scalars(select(Photo).order_by(func.lower(Photo.title)))
    return "?".join(["a", "b"])
