from app.metrics import failed


def view(request):
    if not request.user:
        failed("anonymous")
        return None
    try:
        return request.user.load()
    except ValueError as error:
        failed(str(error))
        return None
