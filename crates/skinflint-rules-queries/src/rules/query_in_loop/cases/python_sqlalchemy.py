from typing import List

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customer"
    orders: Mapped[List["Order"]] = relationship(back_populates="customer")


class Carrier(Base):
    __tablename__ = "carrier"


class Order(Base):
    __tablename__ = "order"
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    customer: Mapped["Customer"] = relationship(back_populates="orders")
    carrier = relationship("Carrier", lazy="joined")


def by_id(session: Session, ids):
    for pk in ids:
        session.get(Order, pk)  #~ query-in-loop error
        session.query(Order).filter(Order.id == pk).first()  #~ query-in-loop error
        session.query(Order).filter(Order.id == pk).delete()  #~ query-in-loop error


async def by_name(db, ids):
    for pk in ids:
        result = await db.execute(select(Order).where(Order.id == pk))  #~ query-in-loop error
        print(result.scalars().first())


def iterated(session: Session, customers):
    for customer in customers:
        for order in session.query(Order).filter_by(customer=customer):  #~ query-in-loop error
            print(order)


def relations(session: Session):
    for order in session.query(Order).all():
        print(order.customer.name)  #~ query-in-loop error
        # Declared to come with its owner.
        print(order.carrier.name)
    for order in session.query(Order).options(joinedload(Order.customer)).all():
        print(order.customer.name)
    for order in session.scalars(select(Order).order_by(Order.id)).all():
        print(order.customer.name)  #~ query-in-loop error
    for order in session.execute(select(Order).options(selectinload(Order.customer))).scalars():
        print(order.customer.name)


def first_of(session: Session):
    order = session.query(Order).first()
    print(order.customer.name)


# Adding collects; the flush writes all.
def collected(session: Session, names):
    for name in names:
        session.add(Customer(name=name))
    session.commit()
    for pk in session.scalars(select(Order.id)).unique():
        print(pk)


def of_one(session: Session, ids):
    customer = session.query(Customer).filter(Customer.id.in_(ids)).one()
    for order in customer.orders:
        print(order.carrier)
    newest = session.query(Order).order_by(Order.id).first()
    print(newest.customer.orders)
