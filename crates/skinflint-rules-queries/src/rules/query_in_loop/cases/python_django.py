from django.contrib.auth.models import User
from django.db import connection, models
from django.shortcuts import get_object_or_404
from functools import lru_cache
from guardian.core import ObjectPermissionChecker
from guardian.shortcuts import assign_perm


class Tag(models.Model):
    name = models.CharField(max_length=80)


class Kind(models.Model):
    name = models.CharField(max_length=80)


class Cover(models.Model):
    book = models.OneToOneField("Book", on_delete=models.CASCADE, related_name="cover")


class Book(models.Model):
    kind = models.ForeignKey(Kind, on_delete=models.CASCADE, related_name="books")
    author = models.ForeignKey("auth.User", null=True, on_delete=models.SET_NULL)
    tags = models.ManyToManyField(Tag)


def by_id(ids):
    for pk in ids:
        print(Book.objects.get(pk=pk))  #~ query-in-loop error


def built_and_run_later(kinds):
    for kind in kinds:
        books = Book.objects.filter(kind=kind)
        if books.exists():  #~ query-in-loop error
            print(kind)


def iterated(kinds):
    for kind in kinds:
        for book in Book.objects.filter(kind=kind):  #~ query-in-loop error
            print(book)


def created(names):
    for name in names:
        Tag.objects.create(name=name)  #~ query-in-loop error


def saved(ids):
    for book in Book.objects.filter(pk__in=ids):
        book.save()  #~ query-in-loop error
        book.refresh_from_db()  #~ query-in-loop error


def tagged(book, tags):
    for tag in tags:
        book = get_object_or_404(Book, pk=tag)  #~ query-in-loop error


def added(ids):
    for book in Book.objects.all():
        book.tags.add(1)  #~ query-in-loop error


def raw(names):
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute("INSERT INTO tag (name) VALUES (%s)", [name])  #~ query-in-loop error


def permitted(user, books):
    checker = ObjectPermissionChecker(user)
    for book in books:
        checker.has_perm("view_book", book)  #~ query-in-loop error
        assign_perm("view_book", user, book)  #~ query-in-loop error


# Relations: read per element, and loaded by a query each unless they came with the rows.
def relations():
    for book in Book.objects.all():
        print(book.kind.name)  #~ query-in-loop error
        print(book.kind_id)
    for book in Book.objects.select_related("kind"):
        print(book.kind.name)
    for book in Book.objects.all():
        print(book.cover.pk)  #~ query-in-loop error
    for kind in Kind.objects.all():
        for book in kind.books.all():  #~ query-in-loop error
            # The way back is known.
            print(book.kind)
    for kind in Kind.objects.prefetch_related("books"):
        for book in kind.books.all():
            print(book.pk)
    # Narrowed, what was prefetched is of no use.
    for kind in Kind.objects.prefetch_related("books"):
        if kind.books.filter(author=None).exists():  #~ query-in-loop error
            print(kind)


def label(book):
    return f"{book.kind.name}: {book.pk}"


def through_a_mapper():
    return [label(book) for book in Book.objects.all()]  #~ query-in-loop error


def loaded_for_the_mapper():
    return [label(book) for book in Book.objects.select_related("kind").all()]


# What is no query, or runs once.
@lru_cache
def kind_named(name):
    return Kind.objects.get(name=name)


def fine(names, ids):
    for name in names:
        kind_named(name)
    found = {book.pk: book for book in Book.objects.filter(pk__in=ids)}
    for pk in ids:
        print(found.get(pk))
    books = Book.objects.all()
    for name in names:
        # Its rows are kept.
        for book in books:
            print(name, book.pk)
    for kind in ("novel", "essay"):
        print(Kind.objects.filter(name=kind).count())
    for user in User.objects.all():
        print(user.pk)


def of_the_first():
    # The relation of one row, and the rows of its other side.
    for book in Kind.objects.first().books.filter(author=None):
        print(book.author_id)
    newest = Book.objects.latest("pk")
    for tag in newest.tags.all():
        print(tag.name)
    for book in Kind.objects.get(pk=1).books.all():
        print(book.kind)
